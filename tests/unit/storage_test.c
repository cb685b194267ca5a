/* SPDX-License-Identifier: MIT */
#include "machine/storage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "tests/unit/tree.h"

/* The directory asked about is real, the tree itself; what it lies on is made up. */
static struct machine_storage read_storage(const struct tree *tree)
{
	struct machine_storage storage;

	assert_int_equal(storage_read(tree->root, tree->root, &storage), 0);
	return storage;
}

static void release(struct machine_storage *storage)
{
	free(storage->fs);
	free(storage->options);
	free(storage->device);
	free(storage->scheduler);
	free(storage->rotational);
}

/* A mount table with one line for each open file, so that any mount number finds it. */
static void mount_everything(const struct tree *tree, const char *rest)
{
	char line[512], path[64];

	for (int fd = 0; fd < 64; fd++) {
		snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
		tree_file(tree, path, "pos:\t0\nflags:\t012000000\nmnt_id:\t77\n");
	}
	snprintf(line, sizeof(line), "76 1 0:5 / / rw - proc proc rw\n77 1 %s\n", rest);
	tree_file(tree, "/proc/self/mountinfo", line);
}

static void assert_options(const struct tree *tree, const char *rest, const char *expected)
{
	struct machine_storage storage;

	mount_everything(tree, rest);
	storage = read_storage(tree);
	assert_string_equal(storage.options, expected);
	release(&storage);
}

static void disk_is_named_by_class(void **state)
{
	struct machine_storage storage;

	mount_everything(*state, "259:0 / / rw,noatime - ext4 /dev/nvme0n1 rw");
	tree_link(*state, "/sys/dev/block/259:0", "../../devices/pci/nvme/nvme0n1");
	tree_file(*state, "/sys/devices/pci/nvme/nvme0n1/queue/scheduler", "[none] mq-deadline\n");
	tree_file(*state, "/sys/devices/pci/nvme/nvme0n1/queue/rotational", "0\n");
	storage = read_storage(*state);
	assert_string_equal(storage.fs, "ext4");
	assert_string_equal(storage.device, "nvme");
	assert_string_equal(storage.scheduler, "none");
	assert_string_equal(storage.rotational, "no");
	assert_true(storage.free_bytes != FIGURE_NONE);
	release(&storage);
}

static void partition_is_asked_of_its_disk(void **state)
{
	struct machine_storage storage;

	mount_everything(*state, "8:1 / / rw - xfs /dev/sda1 rw");
	tree_link(*state, "/sys/dev/block/8:1", "../../devices/ata/sda/sda1");
	tree_file(*state, "/sys/devices/ata/sda/sda1/partition", "1\n");
	tree_file(*state, "/sys/devices/ata/sda/queue/scheduler", "none [bfq]\n");
	tree_file(*state, "/sys/devices/ata/sda/queue/rotational", "1\n");
	storage = read_storage(*state);
	assert_string_equal(storage.device, "scsi");
	assert_string_equal(storage.scheduler, "bfq");
	assert_string_equal(storage.rotational, "yes");
	release(&storage);
}

static void tmpfs_has_no_device(void **state)
{
	struct machine_storage storage;

	mount_everything(*state, "0:23 / /dev/shm rw,nosuid - tmpfs tmpfs rw,size=24684096k");
	storage = read_storage(*state);
	assert_string_equal(storage.fs, "tmpfs");
	assert_string_equal(storage.device, "none");
	assert_string_equal(storage.options, "rw,nosuid");
	assert_null(storage.scheduler);
	assert_null(storage.rotational);
	release(&storage);
}

static void overlay_has_an_unknown_device(void **state)
{
	struct machine_storage storage;

	mount_everything(*state,
		"0:50 / / rw,relatime - overlay overlay "
		"rw,lowerdir=/var/lib/docker/overlay2/l/AB,upperdir=/home/alice,volatile");
	storage = read_storage(*state);
	assert_string_equal(storage.fs, "overlay");
	assert_null(storage.device);
	assert_string_equal(storage.options, "rw,relatime,volatile");
	release(&storage);
}

static void options_are_those_on_the_list(void **state)
{
	assert_options(*state,
		"0:51 / /mnt/alice rw,relatime shared:1 - nfs4 server:/export/alice "
		"rw,vers=4.2,rsize=1048576,addr=10.0.0.7,clientaddr=10.0.0.8,proto=tcp",
		"rw,relatime,vers=4.2,rsize=1048576,proto=tcp");
	assert_options(*state,
		"0:52 /@home /home rw - btrfs /dev/none rw,compress=zstd:3,ssd,subvol=/@alice",
		"rw,compress=zstd:3,ssd");
	assert_options(*state,
		"254:0 / / rw - ext4 /dev/vda rw,resuid=1000,data=/home/alice,data=ordered,commit=",
		"rw,data=ordered");
}

static void mount_says_whether_it_is_read_only(void **state)
{
	assert_options(*state, "254:0 / / ro,nodev - ext4 /dev/vda rw,discard", "ro,nodev,discard");
}

static void fuse_program_is_not_named(void **state)
{
	struct machine_storage storage;

	mount_everything(*state, "0:60 / / rw - fuse.alicefs alice@host:/ rw,user_id=1000");
	storage = read_storage(*state);
	assert_string_equal(storage.fs, "fuse");
	assert_null(storage.device);
	assert_string_equal(storage.options, "rw");
	release(&storage);
}

static void device_finds_the_mount_without_a_number(void **state)
{
	struct tree *tree = *state;
	struct machine_storage storage;
	struct stat status;
	char line[128];

	assert_int_equal(stat(tree->root, &status), 0);
	snprintf(line, sizeof(line), "9 1 %u:%u / / rw,noexec - jfs /dev/none rw\n",
		major(status.st_dev), minor(status.st_dev));
	tree_file(tree, "/proc/self/mountinfo", line);
	storage = read_storage(tree);
	assert_string_equal(storage.fs, "jfs");
	assert_string_equal(storage.options, "rw,noexec");
	release(&storage);
}

static void no_mount_table_is_unknown(void **state)
{
	struct machine_storage storage = read_storage(*state);

	assert_null(storage.fs);
	assert_null(storage.options);
	assert_true(storage.free_bytes != FIGURE_NONE);
	release(&storage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(disk_is_named_by_class),
		TREE_TEST(partition_is_asked_of_its_disk),
		TREE_TEST(tmpfs_has_no_device),
		TREE_TEST(overlay_has_an_unknown_device),
		TREE_TEST(options_are_those_on_the_list),
		TREE_TEST(mount_says_whether_it_is_read_only),
		TREE_TEST(fuse_program_is_not_named),
		TREE_TEST(device_finds_the_mount_without_a_number),
		TREE_TEST(no_mount_table_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
