/* SPDX-License-Identifier: MIT */
#include "engine/settings.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct param remote_params[] = {
	{ "delay_us", 1000, 0, 1000000, "of the service" },
	{ "size_bytes", 64, 1, 65536, "of an answer" },
	{ 0 },
};
static const struct param local_params[] = {
	{ "size_bytes", 64, -8, 4096, "of an answer" },
	{ 0 },
};

static const struct workload mutex = { .name = "counter/mutex", .class = CLASS_SYNC };
static const struct workload primes = { .name = "primes", .class = CLASS_CPU };
static const struct workload remote = {
	.name = "net/remote", .class = CLASS_IO, .params = remote_params
};
static const struct workload local = {
	.name = "net/local", .class = CLASS_IO, .params = local_params
};

/* The two that have a rate. */
static const struct param paced_params[] = { { "rate", 0, 0, 1000, "a second" }, { 0 } };
static const struct workload far = {
	.name = "paced/far", .class = CLASS_IPC, .params = paced_params
};
static const struct workload near = {
	.name = "paced/near", .class = CLASS_IO, .params = paced_params
};
static const struct workload *const paced[] = { &mutex, &remote, &far, &near, NULL };

static const struct workload *const registry[] = { &mutex, &primes, &remote, &local, NULL };
static const struct workload *const plain[] = { &mutex, &primes, NULL };

static void assert_says(const char *message, const char *word, const char *nearest)
{
	if (!strstr(message, word) || !strstr(message, nearest))
		fail_msg("\"%s\" does not name %s and %s", message, word, nearest);
	assert_null(strchr(message, '\n'));
}

static int check_settings(const char *const *settings, size_t nr, char *message)
{
	const struct request request = { .settings = settings, .nr_settings = nr };

	message[0] = '\0';
	return settings_check(registry, &request, message);
}

static void assert_refused(const char *setting, const char *word, const char *nearest)
{
	char message[REQUEST_MESSAGE_SIZE];

	assert_int_equal(check_settings(&setting, 1, message), -EINVAL);
	assert_says(message, word, nearest);
}

static void assert_suggests_no_value(const char *setting)
{
	char message[REQUEST_MESSAGE_SIZE];

	assert_int_equal(check_settings(&setting, 1, message), -EINVAL);
	assert_null(strstr(message, "nearest"));
}

static void assert_values_of(const char *const *settings, size_t nr_settings,
	const struct workload *workload, const struct param *param, const int64_t *expected)
{
	const struct request request = { .settings = settings, .nr_settings = nr_settings };
	char message[REQUEST_MESSAGE_SIZE];
	int64_t *values;
	size_t nr;

	assert_int_equal(check_settings(settings, nr_settings, message), 0);
	assert_int_equal(settings_values(&request, workload, param, &values, &nr), 0);
	for (size_t i = 0; i < nr; i++)
		assert_int_equal(values[i], expected[i]);
	assert_int_equal(expected[nr], INT64_MIN); /* where the expected ones end */
	free(values);
}

#define VALUES(...) ((const int64_t[]){ __VA_ARGS__, INT64_MIN })
#define SETTINGS(...)                         \
	(const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)

static void default_stands_unless_set(void **state)
{
	(void)state;
	assert_values_of(NULL, 0, &remote, &remote_params[0], VALUES(1000));
	assert_values_of(SETTINGS("net.size_bytes=1"), &remote, &remote_params[0], VALUES(1000));
}

static void family_sets_all_its_workloads(void **state)
{
	(void)state;
	assert_values_of(SETTINGS("net.size_bytes=32"), &remote, &remote_params[1], VALUES(32));
	assert_values_of(SETTINGS("net.size_bytes=32"), &local, &local_params[0], VALUES(32));
}

static void name_sets_its_workload_alone(void **state)
{
	(void)state;
	assert_values_of(
		SETTINGS("net/remote.size_bytes=32"), &remote, &remote_params[1], VALUES(32));
	assert_values_of(
		SETTINGS("net/remote.size_bytes=32"), &local, &local_params[0], VALUES(64));
}

static void list_keeps_its_order(void **state)
{
	(void)state;
	assert_values_of(SETTINGS("net.delay_us=2000,0,500"), &remote, &remote_params[0],
		VALUES(2000, 0, 500));
}

static void last_setting_counts(void **state)
{
	(void)state;
	assert_values_of(SETTINGS("net.delay_us=1,2", "net/remote.delay_us=3"), &remote,
		&remote_params[0], VALUES(3));
	assert_values_of(SETTINGS("net/remote.delay_us=3", "net.delay_us=1,2"), &remote,
		&remote_params[0], VALUES(1, 2));
}

static void both_ends_of_a_range_are_in_it(void **state)
{
	(void)state;
	assert_values_of(
		SETTINGS("net.delay_us=0,1000000"), &remote, &remote_params[0], VALUES(0, 1000000));
	assert_values_of(SETTINGS("net/local.size_bytes=-8"), &local, &local_params[0], VALUES(-8));
}

static void value_out_of_range_names_the_nearest(void **state)
{
	(void)state;
	assert_refused("net.delay_us=1000001", "'1000001'", "1000000");
	assert_refused("net.delay_us=-1", "'-1'", "nearest is 0");
	assert_refused("net/local.size_bytes=-9", "'-9'", "nearest is -8");
	assert_refused("net.delay_us=99999999999999999999", "'99999999999999999999'",
		"nearest is 1000000");
}

static void range_of_every_workload_of_a_family_counts(void **state)
{
	char message[REQUEST_MESSAGE_SIZE];
	static const char *const one = "net/remote.size_bytes=65536";

	(void)state;
	assert_refused("net.size_bytes=65536", "'65536'", "nearest is 4096");
	assert_int_equal(check_settings(&one, 1, message), 0);
}

static void no_bad_value_is_taken(void **state)
{
	static const char *const bad[] = { "", "many", "5us", " 5", "5 ", "5,", ",5", "5,,6", "1e3",
		"0x10", "5.0", "--5", "5-6" };
	char setting[64];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		snprintf(setting, sizeof(setting), "net.delay_us=%s", bad[i]);
		assert_refused(setting, "net.delay_us: '", "from 0 to 1000000");
	}
	assert_suggests_no_value("net.delay_us=many");
}

static void unknown_parameter_names_word_and_nearest(void **state)
{
	(void)state;
	assert_refused("net.dealy_us=5", "'net.dealy_us'", "'net.delay_us'");
	assert_refused("nett.size_bytes=5", "'nett.size_bytes'", "'net.size_bytes'");
	assert_refused("delay_us=5", "'delay_us'", "'net.delay_us'");
}

static void parameter_of_another_workload_is_refused(void **state)
{
	(void)state;
	assert_refused("net/local.delay_us=5", "'net/local.delay_us'", "'net.");
	assert_refused("counter.delay_us=5", "'counter.delay_us'", "'net.delay_us'");
}

static void beginning_of_a_name_is_not_the_name(void **state)
{
	(void)state;
	assert_refused("ne.delay_us=5", "'ne.delay_us'", "'net.delay_us'");
	assert_refused("net/remot.delay_us=5", "'net/remot.delay_us'", "'net.delay_us'");
	assert_refused("net.delay=5", "'net.delay'", "'net.delay_us'");
	assert_refused("net.delay_us_more=5", "'net.delay_us_more'", "'net.delay_us'");
}

static void setting_without_a_value_shows_how_to_write_one(void **state)
{
	(void)state;
	assert_refused("net.delay_us", "'net.delay_us'", "net.delay_us=VALUE");
	assert_refused("", "''", "=VALUE");
}

static void nothing_is_suggested_where_nothing_can_be_set(void **state)
{
	static const char *const setting = "primes.limit=5";
	const struct request request = { .settings = &setting, .nr_settings = 1 };
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	assert_int_equal(settings_check(plain, &request, message), -EINVAL);
	assert_non_null(strstr(message, "'primes.limit'"));
	if (strstr(message, "''"))
		fail_msg("an empty suggestion: %s", message);
}

static void endless_setting_leaves_a_whole_message(void **state)
{
	char word[5000];

	(void)state;
	memset(word, 'm', sizeof(word));
	word[sizeof(word) - 1] = '\0';
	assert_refused(word, "mmmm", "=VALUE");
	word[3000] = '=';
	assert_refused(word, "mmmm", "'parallax list params' has them");
}

static void setting_of_nothing_selected_is_refused(void **state)
{
	static const char *const settings[] = { "net.delay_us=5" };
	static const char *const some[] = { "primes", "net/local" }, *const one[] = { "net" };
	struct request request = {
		.settings = settings, .nr_settings = 1, .patterns = some, .nr_patterns = 2
	};
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	assert_int_equal(settings_check(registry, &request, message), -EINVAL);
	assert_says(message, "--set: nothing selected has 'net.delay_us'", "'net/remote' has it");
	request.patterns = one;
	request.nr_patterns = 1;
	assert_int_equal(settings_check(registry, &request, message), 0);
}

/* ---- Rates ---- */

static int check_rate(const struct workload *const *workloads, const struct request *request,
	char message[REQUEST_MESSAGE_SIZE])
{
	message[0] = '\0';
	return settings_check(workloads, request, message);
}

static void assert_rates_of(
	const struct request *request, const struct workload *workload, const int64_t *expected)
{
	char message[REQUEST_MESSAGE_SIZE];
	int64_t *values;
	size_t nr;

	assert_int_equal(check_rate(paced, request, message), 0);
	assert_int_equal(settings_values(request, workload, &workload->params[0], &values, &nr), 0);
	for (size_t i = 0; i < nr; i++)
		assert_int_equal(values[i], expected[i]);
	assert_int_equal(expected[nr], INT64_MIN);
	free(values);
}

static void rate_is_of_all_that_have_one(void **state)
{
	const struct request request = { .rate = "500,0,1000" };

	(void)state;
	assert_rates_of(&request, &far, VALUES(500, 0, 1000));
	assert_rates_of(&request, &near, VALUES(500, 0, 1000));
	assert_rates_of(&request, &remote, VALUES(1000)); /* the default of its first parameter */
}

static void rate_that_is_set_for_one_counts_there(void **state)
{
	static const char *const settings[] = { "paced/near.rate=7" };
	const struct request request = { .rate = "500", .settings = settings, .nr_settings = 1 };

	(void)state;
	assert_rates_of(&request, &far, VALUES(500));
	assert_rates_of(&request, &near, VALUES(7));
}

static void rate_is_refused_where_nothing_selected_has_one(void **state)
{
	static const char *const some[] = { "net", "sync" }, *const one[] = { "net", "paced/far" };
	struct request request = { .rate = "500", .patterns = some, .nr_patterns = 2 };
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	assert_int_equal(check_rate(paced, &request, message), -EINVAL);
	assert_says(message, "--rate", "'paced/far'");
	request.patterns = one;
	assert_int_equal(check_rate(paced, &request, message), 0);
	assert_int_equal(check_rate(plain, &request, message), -EINVAL);
	assert_says(message, "--rate", "no workload");
}

static void rate_out_of_range_names_the_nearest(void **state)
{
	static const struct request above = { .rate = "5,1001" }, word = { .rate = "fast" };
	char message[REQUEST_MESSAGE_SIZE];

	(void)state;
	assert_int_equal(check_rate(paced, &above, message), -EINVAL);
	assert_says(message, "'1001'", "nearest is 1000");
	assert_int_equal(check_rate(paced, &word, message), -EINVAL);
	assert_says(message, "'fast'", "--rate:");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(default_stands_unless_set),
	cmocka_unit_test(family_sets_all_its_workloads),
	cmocka_unit_test(name_sets_its_workload_alone),
	cmocka_unit_test(list_keeps_its_order),
	cmocka_unit_test(last_setting_counts),
	cmocka_unit_test(both_ends_of_a_range_are_in_it),
	cmocka_unit_test(value_out_of_range_names_the_nearest),
	cmocka_unit_test(range_of_every_workload_of_a_family_counts),
	cmocka_unit_test(no_bad_value_is_taken),
	cmocka_unit_test(unknown_parameter_names_word_and_nearest),
	cmocka_unit_test(parameter_of_another_workload_is_refused),
	cmocka_unit_test(beginning_of_a_name_is_not_the_name),
	cmocka_unit_test(setting_without_a_value_shows_how_to_write_one),
	cmocka_unit_test(nothing_is_suggested_where_nothing_can_be_set),
	cmocka_unit_test(endless_setting_leaves_a_whole_message),
	cmocka_unit_test(setting_of_nothing_selected_is_refused),
	cmocka_unit_test(rate_is_of_all_that_have_one),
	cmocka_unit_test(rate_that_is_set_for_one_counts_there),
	cmocka_unit_test(rate_is_refused_where_nothing_selected_has_one),
	cmocka_unit_test(rate_out_of_range_names_the_nearest),
};

int main(void)
{
	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
