/* SPDX-License-Identifier: MIT */
/*
 * sha256: the SHA-256 digest of a message, in plain C.
 *
 * One op is the digest of one message of `bytes` bytes in a buffer of the worker's own. Messages
 * differ in their first eight bytes, which say that op i hashes message i mod 256: to make one
 * costs next to nothing, and the digest of all depends on those bytes.
 *
 * Shared: nothing but the parameter.
 *
 * The number does not show what a library reaches with the SHA instructions of a CPU or with vector
 * units, some 2 to 10 times as much. It is integer additions and rotations that wait for one
 * another, on data that stays in the first cache.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Few enough for verify to hash them all. */
#define NR_MESSAGES 256

/* Where a worker's message begins, in every mode: a page. */
#define PAGE 4096

#define BLOCK 64

struct messages {
	size_t bytes;
};

/* FIPS 180-4, 4.2.2: from the cube roots of the first 64 primes. */
static const uint32_t constants[64] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b,
	0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6,
	0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
	0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585,
	0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa,
	0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };

/* FIPS 180-4, 5.3.3: from the square roots of the first 8 primes. */
static const uint32_t initial[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
	0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

static inline uint32_t rotate(uint32_t x, unsigned by)
{
	return x >> by | x << (32 - by);
}

static inline uint32_t big_endian(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* The message schedule and the rounds of one block (6.2.2), in the letters of the standard. */
static void hash_block(uint32_t hash[8], const unsigned char *block)
{
	uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3];
	uint32_t e = hash[4], f = hash[5], g = hash[6], h = hash[7], w[64];

	for (int t = 0; t < 16; t++)
		w[t] = big_endian(block + 4 * t);
	for (int t = 16; t < 64; t++)
		w[t] = (rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10) + w[t - 7] +
		       (rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3) + w[t - 16];
	for (int t = 0; t < 64; t++) {
		const uint32_t t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
				    ((e & f) ^ (~e & g)) + constants[t] + w[t];
		const uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
				    ((a & b) ^ (a & c) ^ (b & c));

		h = g;
		g = f;
		f = e;
		e = d + t1;
		d = c;
		c = b;
		b = a;
		a = t1 + t2;
	}
	hash[0] += a;
	hash[1] += b;
	hash[2] += c;
	hash[3] += d;
	hash[4] += e;
	hash[5] += f;
	hash[6] += g;
	hash[7] += h;
}

static void hash_whole(const unsigned char *message, size_t size, uint32_t hash[8])
{
	const size_t rest = size % BLOCK, padded = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
	unsigned char last[2 * BLOCK] = { 0 };

	memcpy(hash, initial, sizeof(initial));
	for (size_t i = 0; i < size / BLOCK; i++)
		hash_block(hash, message + i * BLOCK);
	memcpy(last, message + size - rest, rest);
	last[rest] = 0x80;
	for (size_t i = 0; i < 8; i++)
		last[padded - 1 - i] = (unsigned char)((uint64_t)size * 8 >> 8 * i);
	for (size_t i = 0; i < padded; i += BLOCK)
		hash_block(hash, last + i);
}

/* What a message adds to the digest, with its number written into it. */
static uint64_t hash_message(unsigned char *message, size_t bytes, uint64_t number)
{
	uint64_t folded = 0;
	uint32_t hash[8];

	memcpy(message, &number, sizeof(number));
	hash_whole(message, bytes, hash);
	for (int i = 0; i < 8; i += 2)
		folded = mix64(folded ^ ((uint64_t)hash[i] << 32 | hash[i + 1]));
	return folded;
}

static size_t room(size_t bytes)
{
	return (bytes + PAGE - 1) / PAGE * PAGE;
}

/* A message but for its number, to be freed; NULL without memory. */
static unsigned char *make_message(size_t bytes)
{
	unsigned char *message = aligned_alloc(PAGE, room(bytes));

	for (size_t i = 0; message && i < room(bytes); i++)
		message[i] = (unsigned char)mix64(i);
	return message;
}

static void sha256_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->worker_bytes = room((size_t)job_param(job, "bytes"));
}

static uint64_t sha256_op_bytes(const struct job *job)
{
	return (uint64_t)job_param(job, "bytes");
}

static int sha256_setup(struct job *job)
{
	struct messages *messages = job_share(job, sizeof(*messages));

	if (!messages)
		return -ENOMEM;
	messages->bytes = (size_t)job_param(job, "bytes");
	job->data = messages;
	return 0;
}

static int sha256_open(struct worker *worker)
{
	const struct messages *messages = worker->job->data;

	worker->state = make_message(messages->bytes);
	if (!worker->state)
		return worker_error(
			worker, ENOMEM, "making room for a message of %zu bytes", messages->bytes);
	worker_touch(messages, sizeof(*messages));
	return 0;
}

static int sha256_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct messages messages = *(const struct messages *)worker->job->data;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++)
		digest += hash_message(worker->state, messages.bytes, op % NR_MESSAGES);
	worker->digest += digest;
	return 0;
}

static int sha256_close(struct worker *worker)
{
	free(worker->state);
	return 0;
}

/* The examples that NIST publishes with the standard, each a text so many times over. */
static const struct example {
	const char *text;
	size_t times;
	uint32_t hash[8];
} examples[] = {
	{ "", 1,
		{ 0xe3b0c442, 0x98fc1c14, 0x9afbf4c8, 0x996fb924, 0x27ae41e4, 0x649b934c,
			0xa495991b, 0x7852b855 } },
	{ "abc", 1,
		{ 0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c,
			0xb410ff61, 0xf20015ad } },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
		{ 0x248d6a61, 0xd20638b8, 0xe5c02693, 0x0c3e6039, 0xa33ce459, 0x64ff2167,
			0xf6ecedd4, 0x19db06c1 } },
	{ "a", 1000000,
		{ 0xcdc76e5c, 0x9914fb92, 0x81a1c7e2, 0x84d73e67, 0xf1809a48, 0xa497200e,
			0x046d39cc, 0xc7112cd0 } },
};

static int check_example(struct job *job, const struct example *example)
{
	const size_t length = strlen(example->text), size = length * example->times;
	unsigned char *message = malloc(size + 1);
	uint32_t hash[8];

	if (!message)
		return job_error(job, ENOMEM, "making room for an example of %zu bytes", size);
	for (size_t i = 0; i < example->times; i++)
		memcpy(message + i * length, example->text, length);
	hash_whole(message, size, hash);
	free(message);
	if (memcmp(hash, example->hash, sizeof(hash)) != 0)
		return job_error(job, 0, "the example of %zu bytes has another hash", size);
	return 0;
}

/* That the hash is what the standard says, and then what each message adds. */
static int expect(struct job *job, void *memory)
{
	const size_t bytes = ((const struct messages *)job->data)->bytes;
	unsigned char *message;
	uint64_t *hashes = memory;

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		const int error = check_example(job, &examples[i]);

		if (error)
			return error;
	}
	message = make_message(bytes);
	if (!message)
		return job_error(job, ENOMEM, "making room for a message of %zu bytes", bytes);
	for (uint64_t number = 0; number < NR_MESSAGES; number++)
		hashes[number] = hash_message(message, bytes, number);
	free(message);
	return 0;
}

static int sha256_verify(struct job *job)
{
	const uint64_t *hashes = job_expected(job, NR_MESSAGES * sizeof(*hashes), expect);
	uint64_t digest = 0;

	if (!hashes)
		return -ENOMEM;
	for (uint64_t number = 0; number < NR_MESSAGES && number < job->ops; number++)
		digest += (job->ops / NR_MESSAGES + (number < job->ops % NR_MESSAGES)) *
			  hashes[number];
	if (digest != job->digest)
		return job_error(job, 0, "the messages hashed are not those that were dealt");
	return 0;
}

static const struct param params[] = {
	{ "bytes", 4096, 8, 65536, "size of a message" },
	{ .name = NULL },
};

const struct workload sha256 = {
	.name = "sha256",
	.summary = "integer logic: SHA-256 digests of messages, in plain C",
	.op = "message",
	.shares = "Nothing but the parameter, which is only read.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.inputs = INPUT_BIT(INPUT_EXPECTED),
	.params = params,
	.footprint = sha256_footprint,
	.op_bytes = sha256_op_bytes,
	.setup = sha256_setup,
	.open = sha256_open,
	.work = sha256_work,
	.close = sha256_close,
	.verify = sha256_verify,
};
