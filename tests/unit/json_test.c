/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include <errno.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "report/strict.h"

enum colour { COLOUR_RED, COLOUR_GREEN };
static const char *const colour_words[] = { "red", "green", NULL };

struct inner {
	char *kind;
	double share;
};

struct named {
	char *name;
	uint64_t value;
};

struct pair {
	uint64_t bucket, count;
};

/* A member of every kind, and two of some. */
struct thing {
	uint64_t figure, digest;
	int64_t offset;
	unsigned small;
	size_t nr;
	double real;
	bool flag;
	char *text;
	enum colour colour;
	struct inner always, maybe;
	struct inner *list;
	size_t nr_list;
	char **texts;
	size_t nr_texts;
	int *ints;
	double *doubles;
	size_t nr_ints;
	size_t nr_doubles;
	struct pair *pairs;
	size_t nr_pairs;
	struct named *map;
	size_t nr_map;
};

static const struct field inner_fields[] = {
	{ .key = "kind", .kind = FIELD_TEXT, .offset = offsetof(struct inner, kind) },
	{ .key = "share", .kind = FIELD_DOUBLE, .offset = offsetof(struct inner, share) },
	{ 0 },
};
static const struct shape inner_shape = { "inner", sizeof(struct inner), inner_fields };

static const struct field named_fields[] = {
	{ .key = "name", .kind = FIELD_TEXT, .offset = offsetof(struct named, name) },
	{ .key = "value", .kind = FIELD_U64, .offset = offsetof(struct named, value) },
	{ 0 },
};
static const struct shape named_shape = { "named", sizeof(struct named), named_fields };

#define MEMBER(member, kind_, ...)                                                       \
	{                                                                                \
		.key = #member, .kind = kind_, .offset = offsetof(struct thing, member), \
		__VA_ARGS__                                                              \
	}
#define COUNTED(member, kind_, ...) \
	MEMBER(member, kind_, .nr_offset = offsetof(struct thing, nr_##member), __VA_ARGS__)

static const struct field thing_fields[] = {
	MEMBER(figure, FIELD_U64),
	MEMBER(digest, FIELD_HEX64),
	MEMBER(offset, FIELD_I64),
	MEMBER(small, FIELD_UNSIGNED),
	MEMBER(nr, FIELD_SIZE),
	MEMBER(real, FIELD_DOUBLE),
	MEMBER(flag, FIELD_BOOL),
	MEMBER(text, FIELD_TEXT),
	MEMBER(colour, FIELD_WORD, .words = colour_words),
	MEMBER(always, FIELD_OBJECT, .shape = &inner_shape),
	MEMBER(maybe, FIELD_OPTIONAL, .shape = &inner_shape),
	COUNTED(list, FIELD_LIST, .shape = &inner_shape),
	COUNTED(texts, FIELD_TEXTS),
	COUNTED(ints, FIELD_INTS),
	COUNTED(doubles, FIELD_DOUBLES),
	COUNTED(pairs, FIELD_PAIRS, .max = 9),
	COUNTED(map, FIELD_MAP, .shape = &named_shape),
	{ 0 },
};
static const struct shape thing_shape = { "thing", sizeof(struct thing), thing_fields };

static const char full_text[] =
	"{\"figure\":9007199254740991,\"digest\":\"00ffffffffffff0f\",\"offset\":-9007199254740991,"
	"\"small\":4294967295,\"nr\":1000000000000000,\"real\":0.1,\"flag\":true,"
	"\"text\":\"\\\"\\\\\\u0001\\n/\xe2\x82\xac\",\"colour\":\"green\","
	"\"always\":{\"kind\":null,\"share\":1e+300},\"maybe\":{\"kind\":\"\",\"share\":null},"
	"\"list\":[{\"kind\":\"a\",\"share\":-0},{\"kind\":null,\"share\":null}],"
	"\"texts\":[\"\",\"b\"],\"ints\":[-2147483647,0,2147483647],\"doubles\":[0.1,null,-1e-300],"
	"\"pairs\":[9,9007199254740991,0,0],\"map\":{\"x\":1,\"\":null}}";

static struct thing full_thing(void)
{
	static struct inner list[] = { { (char *)"a", -0.0 }, { NULL, NAN } };
	static char *texts[] = { (char *)"", (char *)"b" };
	static int ints[] = { -INT32_MAX, 0, INT32_MAX };
	static double doubles[] = { 0.1, NAN, -1e-300 };
	static struct pair pairs[] = { { 9, 9007199254740991 }, { 0, 0 } };
	static struct named map[] = { { (char *)"x", 1 }, { (char *)"", FIGURE_NONE } };

	return (struct thing){
		.figure = 9007199254740991,
		.digest = 0x00ffffffffffff0f,
		.offset = -9007199254740991,
		.small = UINT32_MAX,
		.nr = 1000000000000000,
		.real = 0.1,
		.flag = true,
		.text = (char *)"\"\\\1\n/\xe2\x82\xac",
		.colour = COLOUR_GREEN,
		.always = { NULL, 1e300 },
		.maybe = { (char *)"", NAN },
		.list = list,
		.nr_list = 2,
		.texts = texts,
		.nr_texts = 2,
		.ints = ints,
		.doubles = doubles,
		.nr_ints = 3,
		.nr_doubles = 3,
		.pairs = pairs,
		.nr_pairs = 2,
		.map = map,
		.nr_map = 2,
	};
}

static int read_text(const char *text, struct thing *thing, struct json_trouble *trouble)
{
	return json_read(&thing_shape, text, strlen(text), thing, trouble);
}

static void assert_written(const struct thing *thing, const char *expected)
{
	char *text = json_write(&thing_shape, thing, JSON_LINE);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static void every_kind_is_written(void **state)
{
	struct thing thing = full_thing();

	(void)state;
	assert_written(&thing, full_text);
}

static void every_kind_is_read_back(void **state)
{
	struct json_trouble trouble;
	struct thing thing;

	(void)state;
	assert_int_equal(read_text(full_text, &thing, &trouble), 0);
	assert_int_equal(thing.digest, 0x00ffffffffffff0f);
	assert_int_equal(thing.offset, -9007199254740991);
	assert_string_equal(thing.text, "\"\\\1\n/\xe2\x82\xac");
	assert_true(signbit(thing.list[0].share));
	assert_true(isnan(thing.list[1].share));
	assert_int_equal(thing.pairs[0].count, 9007199254740991);
	assert_int_equal(thing.map[1].value, FIGURE_NONE);
	assert_written(&thing, full_text);
	json_release(&thing_shape, &thing);
	assert_null(thing.list);
}

static void what_is_absent_is_null_and_not_zero(void **state)
{
	struct json_trouble trouble;
	struct thing thing;

	(void)state;
	assert_int_equal(read_text("{}", &thing, &trouble), 0);
	assert_int_equal(thing.figure, FIGURE_NONE);
	assert_true(isnan(thing.real));
	assert_true(isnan(thing.always.share) && isnan(thing.maybe.share));
	assert_null(thing.text);
	assert_null(thing.list);
	assert_written(&thing,
		"{\"figure\":null,\"digest\":null,\"offset\":0,\"small\":0,\"nr\":0,"
		"\"real\":null,\"flag\":false,\"text\":null,\"colour\":\"red\","
		"\"always\":{\"kind\":null,\"share\":null},\"maybe\":null,\"list\":[],"
		"\"texts\":[],\"ints\":[],\"doubles\":[],\"pairs\":[],\"map\":{}}");
	json_release(&thing_shape, &thing);
}

static void null_reads_as_absent(void **state)
{
	struct json_trouble trouble;
	struct thing thing;

	(void)state;
	assert_int_equal(read_text("{\"figure\":null,\"real\":null,\"flag\":null,\"text\":null,"
				   "\"colour\":null,\"always\":null,\"list\":null,\"pairs\":null,"
				   "\"digest\":null,\"map\":null,\"texts\":null}",
				 &thing, &trouble),
		0);
	assert_int_equal(thing.figure, FIGURE_NONE);
	json_release(&thing_shape, &thing);
}

static void unknown_keys_are_ignored(void **state)
{
	struct json_trouble trouble;
	struct thing thing;

	(void)state;
	assert_int_equal(read_text(" {\"new\":{\"small\":[1,{\"a\":\"\\ud83d\\ude00\"}]},\r\n"
				   "\"small\" : 7,\t\"Small\":8,\"SMALL\":\"9\"} \n",
				 &thing, &trouble),
		0);
	assert_int_equal(thing.small, 7);
	json_release(&thing_shape, &thing);
}

static void every_double_comes_back_bit_for_bit(void **state)
{
	static const double chosen[] = { 0, DBL_MAX, -DBL_MAX, DBL_MIN, DBL_TRUE_MIN, DBL_EPSILON,
		0.1 + 0.2, 1e15, 1e16, 9007199254740993.0, 5e-324, 1.0 / 3, 123456789012345680.0 };
	uint64_t bits = 1;

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		struct thing thing = { 0 }, back;
		struct json_trouble trouble;
		char *text;

		if (i < sizeof(chosen) / sizeof(*chosen))
			thing.real = chosen[i];
		else
			memcpy(&thing.real, &bits, sizeof(bits));
		bits = bits * 6364136223846793005u + 1442695040888963407u;
		if (!isfinite(thing.real))
			continue;
		text = json_write(&thing_shape, &thing, JSON_LINE);
		assert_non_null(text);
		assert_int_equal(read_text(text, &back, &trouble), 0);
		assert_memory_equal(&thing.real, &back.real, sizeof(double));
		free(text);
		json_release(&thing_shape, &back);
	}
}

static void a_text_of_any_bytes_gives_valid_json(void **state)
{
	char bytes[256], *text;
	struct thing thing = { .text = bytes }, back;
	struct json_trouble trouble;

	(void)state;
	for (int i = 0; i < 255; i++)
		bytes[i] = (char)(i + 1);
	bytes[255] = '\0';
	text = json_write(&thing_shape, &thing, JSON_LINE);
	assert_non_null(text);
	for (const char *c = text; *c; c++)
		assert_true((unsigned char)*c >= ' ');
	assert_int_equal(read_text(text, &back, &trouble), 0);
	assert_memory_equal(back.text, bytes, 127);
	assert_string_equal(back.text + strlen(back.text) - 6, "\xef\xbf\xbd\xef\xbf\xbd");
	free(text);
	json_release(&thing_shape, &back);
}

static void each_byte_that_is_no_utf8_is_replaced(void **state)
{
	static const char *const cases[][2] = {
		{ "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xf0\x9f\x98\x80\x80z", "\xf0\x9f\x98\x80\xef\xbf\xbdz" },
		{ "\xe0\xa0\x80\xf4\x8f\xbf\xbf", "\xe0\xa0\x80\xf4\x8f\xbf\xbf" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *repaired = strict_repair(cases[i][0]);

		assert_string_equal(repaired, cases[i][1]);
		free(repaired);
	}
}

static void our_own_bugs_are_not_written(void **state)
{
	char *texts[] = { NULL };
	struct named map[] = { { (char *)"x", 1 }, { (char *)"x", 2 } }, nameless = { NULL, 1 };
	struct pair pair = { 1, FIGURE_NONE };
	struct inner inner = { NULL, -INFINITY };
	const struct thing bugs[] = {
		{ .figure = 9007199254740992 },
		{ .figure = FIGURE_NONE - 1 },
		{ .offset = -9007199254740992 },
		{ .offset = INT64_MIN },
		{ .nr = (size_t)1 << 53 },
		{ .real = INFINITY },
		{ .colour = (enum colour)2 },
		{ .texts = texts, .nr_texts = 1 },
		{ .map = map, .nr_map = 2 },
		{ .map = &nameless, .nr_map = 1 },
		{ .pairs = &pair, .nr_pairs = 1 },
		{ .list = &inner, .nr_list = 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bugs) / sizeof(*bugs); i++) {
		errno = 0;
		assert_null(json_write(&thing_shape, &bugs[i], JSON_PRETTY));
		assert_int_equal(errno, EDOM);
	}
}

static void a_stream_that_takes_no_more_is_told(void **state)
{
	struct thing thing = full_thing();
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(full);
	setbuf(full, NULL);
	assert_int_equal(json_print(full, &thing_shape, &thing, JSON_PRETTY), -EIO);
	fclose(full);
}

static void pretty_puts_each_entry_on_a_line(void **state)
{
	struct thing thing = full_thing();
	char *text = json_write(&thing_shape, &thing, JSON_PRETTY);

	(void)state;
	assert_non_null(text);
	assert_non_null(strstr(
		text, "{\n\t\"figure\": 9007199254740991,\n\t\"digest\": \"00ffffffffffff0f\",\n"));
	assert_non_null(strstr(text, "\t\"always\": {\n\t\t\"kind\": null,\n\t\t\"share\": 1e+300\n"
				     "\t},\n"));
	assert_non_null(strstr(text, "\t\"list\": [\n\t\t{\"kind\":\"a\",\"share\":-0},\n"
				     "\t\t{\"kind\":null,\"share\":null}\n\t],\n"));
	assert_non_null(strstr(text, "\t\"pairs\": [9,9007199254740991,0,0],\n"));
	assert_string_equal(text + strlen(text) - 5, "\t}\n}\n");
	free(text);
}

static void pretty_reads_as_the_line_does(void **state)
{
	struct thing thing = full_thing(), back;
	struct json_trouble trouble;
	char *text = json_write(&thing_shape, &thing, JSON_PRETTY);

	(void)state;
	assert_non_null(text);
	assert_int_equal(read_text(text, &back, &trouble), 0);
	assert_written(&back, full_text);
	free(text);
	json_release(&thing_shape, &back);
}

static void a_decimal_comma_changes_nothing(void **state)
{
	static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8",
		"ru_RU.UTF-8", "pt_BR.UTF-8" };
	struct thing thing = full_thing(), back;
	struct json_trouble trouble;
	size_t i = 0;
	int error;

	(void)state;
	while (i < sizeof(names) / sizeof(*names) && !setlocale(LC_ALL, names[i]))
		i++;
	if (i == sizeof(names) / sizeof(*names))
		fail_msg("no locale with a decimal comma; tests/run makes one");
	assert_string_equal(localeconv()->decimal_point, ",");
	error = read_text(full_text, &back, &trouble);
	assert_written(&thing, full_text);
	assert_string_equal(localeconv()->decimal_point, ",");
	setlocale(LC_ALL, "C");
	assert_int_equal(error, 0);
	assert_true(back.real == 0.1);
	json_release(&thing_shape, &back);
}

static const struct {
	const char *text, *trouble;
} refused[] = {
	{ "", "not JSON at line 1, byte 1: the end comes too early" },
	{ "  ", "the end comes too early" },
	{ "{", "the end comes too early" },
	{ "[]", "thing: expected an object, not a list" },
	{ "null", "thing: expected an object, not null" },
	{ "{} x", "line 1, byte 4: something follows the end" },
	{ "{}{}", "something follows the end" },
	{ "{},", "something follows the end" },
	{ "{\n\"figure\":1,\n}", "not JSON at line 3" },
	{ "{'figure':1}", "something else belongs here" },
	{ "# A list\n\n1. one\n", "not JSON at line 1, byte 1: something else belongs here" },
	{ "{\"figure\":tru,\"real\":1.}", "line 1, byte 11: something else belongs here" },
	{ "{\"figure\":1,\n\"real\":1.}", "line 2, byte 10: a number that is not written" },
	{ "{}\n{1.}", "line 2, byte 1: something follows the end" },
	{ "{\"figure\":tru}", "something else belongs here" },
	{ "{\"figure\":01}", "a number that is not written as JSON has it" },
	{ "{\"figure\":1.}", "a number that is not written as JSON has it" },
	{ "{\"figure\":.5}", "something else belongs here" },
	{ "{\"figure\":+1}", "something else belongs here" },
	{ "{\"figure\":1e}", "a number that is not written as JSON has it" },
	{ "{\"figure\":0x10}", "something else belongs here" },
	{ "{\"figure\":1.2.3}", "something else belongs here" },
	{ "{\"figure\":NaN}", "something else belongs here" },
	{ "{\"figure\":-Infinity}", "a number that is not written as JSON has it" },
	{ "{\"figure\":-1}", "figure: expected a non-negative integer, not -1" },
	{ "{\"figure\":1.5}", "figure: expected a non-negative integer, not 1.5" },
	{ "{\"figure\":\"1\"}", "figure: expected a non-negative integer, not a string" },
	{ "{\"figure\":9007199254740992}",
		"figure: expected an integer from 0 to 9007199254740991, not 9007199254740992" },
	{ "{\"figure\":1e300}", "figure: expected an integer from 0 to 9007199254740991" },
	{ "{\"real\":1e999}", "real: a number too large" },
	{ "{\"new\":[0,{\"x\":-1e999}]}", "new[1].x: a number too large" },
	{ "{\"real\":\"0.1\"}", "real: expected a number, not a string" },
	{ "{\"offset\":-9007199254740992}", "offset: expected an integer from -9007199254740991" },
	{ "{\"offset\":0.5}", "offset: expected an integer, not 0.5" },
	{ "{\"small\":4294967296}", "small: expected an integer from 0 to 4294967295" },
	{ "{\"flag\":1}", "flag: expected true or false, not 1" },
	{ "{\"text\":true}", "text: expected a string, not true" },
	{ "{\"digest\":\"0x00000000000000\"}", "digest: expected 16 lower-case hex digits" },
	{ "{\"digest\":\"00000000000000000\"}", "digest: expected 16 lower-case hex digits" },
	{ "{\"colour\":\"Red\"}", "colour: unknown word \"Red\"" },
	{ "{\"colour\":\"\\u001b[2J\xe2\x82\xac\"}", "colour: unknown word \"?[2J???\"" },
	{ "{\"always\":[]}", "always: expected an object, not a list" },
	{ "{\"maybe\":{\"share\":{}}}", "maybe.share: expected a number, not an object" },
	{ "{\"list\":{}}", "list: expected a list, not an object" },
	{ "{\"list\":[{},{\"kind\":7}]}", "list[1].kind: expected a string, not 7" },
	{ "{\"list\":[{\"kind\":\"a\"},null]}", "list[1]: expected an object, not null" },
	{ "{\"texts\":[\"a\",null]}", "texts[1]: expected a string, not null" },
	{ "{\"doubles\":[1,true]}", "doubles[1]: expected a number, not true" },
	{ "{\"ints\":[2147483648]}", "ints[0]: expected an integer from -2147483647" },
	{ "{\"pairs\":[1]}", "pairs: expected pairs of numbers, not 1 numbers" },
	{ "{\"pairs\":[1,2,10,2]}", "pairs[2]: expected an integer from 0 to 9, not 10" },
	{ "{\"map\":[]}", "map: expected an object, not a list" },
	{ "{\"map\":{\"a\":-1}}", "map.a: expected a non-negative integer, not -1" },
	{ "{\"map\":{\"a\":1,\"b\":2,\"a\":1}}", "map: \"a\" twice" },
	{ "{\"figure\":1,\"figure\":1}", "thing: \"figure\" twice" },
	{ "{\"list\":[],\"\\u006cist\":[{}]}", "thing: \"list\" twice" },
	{ "{\"new\":[{\"a\":1,\"a\":2}]}", "new[0]: \"a\" twice" },
	{ "{\"text\":\"\\u0000\"}", "a NUL in a text" },
	{ "{\"text\":\"\\uzzzz\"}", "an escape without four hex digits" },
	{ "{\"text\":\"\\x41\"}", "an unknown escape in a text" },
	{ "{\"text\":\"\\ud800\"}", "something else belongs here" },
	{ "{\"text\":\"\\ud800\\u0041\"}", "something else belongs here" },
	{ "{\"text\":\"\\udc00\"}", "something else belongs here" },
	{ "{\"text\":\"a\nb\"}", "a control character in a text" },
	{ "{\"text\":\"\xff\"}", "bytes that are not UTF-8" },
	{ "{\"text\":\"\xed\xa0\x80\"}", "bytes that are not UTF-8" },
	{ "{\"text\":\"abc", "a text that does not end" },
	{ "{\"text\":\"abc\\", "a text that does not end" },
	{ "{\"text\":\"abc\\u12", "a text that does not end" },
	{ "\v{}", "a control character" },
	{ "{\"figure\":1234567890123456789012345678901234567890123456789012345678901234}",
		"a number of more than 63 characters" },
};

static void assert_one_line(const struct json_trouble *trouble)
{
	assert_true(strlen(trouble->text) < sizeof(trouble->text));
	assert_true(trouble->text[0]);
	for (const char *c = trouble->text; *c; c++)
		assert_in_range(*c, ' ', '~');
}

static void every_fault_is_told_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct json_trouble trouble = { "" };
		struct thing thing;

		assert_int_equal(read_text(refused[i].text, &thing, &trouble), -EINVAL);
		assert_one_line(&trouble);
		if (!strstr(trouble.text, refused[i].trouble))
			fail_msg("%s: %s", refused[i].text, trouble.text);
		assert_null(thing.list);
		assert_null(thing.text);
	}
}

static void a_nul_between_values_is_refused(void **state)
{
	struct json_trouble trouble;
	struct thing thing;

	(void)state;
	assert_int_equal(json_read(&thing_shape, "{}\0", 3, &thing, &trouble), -EINVAL);
	assert_int_equal(
		json_read(&thing_shape, "{\"text\":\"a\0\"}", 13, &thing, &trouble), -EINVAL);
}

static void a_required_key_must_be_there(void **state)
{
	static const struct field fields[] = {
		{ .key = "kind",
			.kind = FIELD_TEXT,
			.required = true,
			.offset = offsetof(struct inner, kind) },
		{ 0 },
	};
	static const struct shape shape = { "inner", sizeof(struct inner), fields };
	struct json_trouble trouble;
	struct inner inner;

	(void)state;
	assert_int_equal(json_read(&shape, "{}", 2, &inner, &trouble), -EINVAL);
	assert_string_equal(trouble.text, "kind: missing");
	assert_int_equal(json_read(&shape, "{\"kind\":null}", 13, &inner, &trouble), -EINVAL);
	assert_string_equal(trouble.text, "kind: missing");
	assert_int_equal(json_read(&shape, "{\"kind\":\"\"}", 11, &inner, &trouble), 0);
	json_release(&shape, &inner);
}

static void every_prefix_is_refused(void **state)
{
	struct json_trouble trouble;
	struct thing thing;

	(void)state;
	for (size_t length = 0; length < strlen(full_text); length++) {
		/* Of its own length, so that a sanitizer sees a step beyond. */
		char *prefix = malloc(length + 1);

		memcpy(prefix, full_text, length);
		prefix = realloc(prefix, length ? length : 1);
		assert_int_equal(
			json_read(&thing_shape, prefix, length, &thing, &trouble), -EINVAL);
		assert_one_line(&trouble);
		free(prefix);
	}
}

static void no_change_of_a_byte_does_harm(void **state)
{
	static const char bytes[] = "\0\x01\"\\{}[],:0-.eun\x80\xff";
	char text[sizeof(full_text)];
	struct json_trouble trouble;
	struct thing thing;

	(void)state;
	for (size_t at = 0; at < strlen(full_text); at++) {
		for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
			memcpy(text, full_text, sizeof(text));
			text[at] = bytes[i];
			if (json_read(&thing_shape, text, strlen(full_text), &thing, &trouble))
				assert_one_line(&trouble);
			else
				json_release(&thing_shape, &thing);
		}
	}
}

/* {"new":[[…]]} with so many levels in all. */
static int read_levels(size_t levels, struct json_trouble *trouble)
{
	size_t length = 2 * levels + 6;
	char *text = malloc(length);
	struct thing thing;
	int error;

	memcpy(text, "{\"new\":", 7);
	memset(text + 7, '[', levels - 1);
	memset(text + 7 + levels - 1, ']', levels - 1);
	text[length - 1] = '}';
	error = json_read(&thing_shape, text, length, &thing, trouble);
	if (!error)
		json_release(&thing_shape, &thing);
	free(text);
	return error;
}

static void sixty_four_levels_are_the_most(void **state)
{
	struct json_trouble trouble;

	(void)state;
	assert_int_equal(read_levels(64, &trouble), 0);
	assert_int_equal(read_levels(65, &trouble), -EINVAL);
	assert_non_null(strstr(trouble.text, "more than 64 levels"));
	assert_int_equal(read_levels(5000000, &trouble), -EINVAL);
}

static void endless_digits_are_refused(void **state)
{
	size_t length = 20000000;
	struct json_trouble trouble;
	struct thing thing;
	char *text = malloc(length);

	(void)state;
	memset(text, '7', length);
	assert_int_equal(json_read(&thing_shape, text, length, &thing, &trouble), -EINVAL);
	free(text);
}

/* {"map":{"k0":0,"k1":1,…}}, the last key once more if so wanted. */
static char *many_keys(unsigned nr, int twice)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fputs("{\"map\":{", out);
	for (unsigned i = 0; i < nr; i++)
		fprintf(out, "\"k%u\":%u,", i, i);
	fprintf(out, "\"%s\":0}}", twice ? "k7" : "last");
	fclose(out);
	return text;
}

static void a_hundred_thousand_keys_take_no_square_of_it(void **state)
{
	char *once = many_keys(100000, 0), *twice = many_keys(100000, 1);
	struct json_trouble trouble;
	struct thing thing;

	(void)state;
	alarm(60); /* a square takes minutes */
	assert_int_equal(read_text(once, &thing, &trouble), 0);
	assert_int_equal(thing.nr_map, 100001);
	json_release(&thing_shape, &thing);
	assert_int_equal(read_text(twice, &thing, &trouble), -EINVAL);
	assert_string_equal(trouble.text, "map: \"k7\" twice");
	alarm(0);
	free(once);
	free(twice);
}

static void a_list_of_a_million_entries_is_the_longest(void **state)
{
	size_t nr = (1 << 20) + 1, length = 10 + 3 * nr;
	char *text = malloc(length);
	struct json_trouble trouble;
	struct thing thing;

	(void)state;
	memcpy(text, "{\"list\":[", 9);
	for (size_t i = 0; i < nr; i++)
		memcpy(text + 9 + 3 * i, "{},", 3);
	memcpy(text + length - 2, "]}", 2);
	assert_int_equal(json_read(&thing_shape, text, length, &thing, &trouble), -EINVAL);
	assert_string_equal(trouble.text, "list: expected at most 1048576 entries");
	free(text);
}

static void a_trouble_stays_short_however_deep_its_place(void **state)
{
	struct json_trouble trouble;
	struct thing thing;
	char text[8192] = "";

	(void)state;
	for (int i = 0; i < 60; i++)
		strcat(text, "{\"a\\u001b rather long key that somebody made up for this test\":");
	strcat(text, "1e999");
	for (int i = 0; i < 60; i++)
		strcat(text, "}");
	assert_int_equal(read_text(text, &thing, &trouble), -EINVAL);
	assert_one_line(&trouble);
	assert_non_null(strstr(trouble.text, ": a number too large"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_written),
		cmocka_unit_test(every_kind_is_read_back),
		cmocka_unit_test(what_is_absent_is_null_and_not_zero),
		cmocka_unit_test(null_reads_as_absent),
		cmocka_unit_test(unknown_keys_are_ignored),
		cmocka_unit_test(every_double_comes_back_bit_for_bit),
		cmocka_unit_test(a_text_of_any_bytes_gives_valid_json),
		cmocka_unit_test(each_byte_that_is_no_utf8_is_replaced),
		cmocka_unit_test(our_own_bugs_are_not_written),
		cmocka_unit_test(a_stream_that_takes_no_more_is_told),
		cmocka_unit_test(pretty_puts_each_entry_on_a_line),
		cmocka_unit_test(pretty_reads_as_the_line_does),
		cmocka_unit_test(a_decimal_comma_changes_nothing),
		cmocka_unit_test(every_fault_is_told_with_its_place),
		cmocka_unit_test(a_nul_between_values_is_refused),
		cmocka_unit_test(a_required_key_must_be_there),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(no_change_of_a_byte_does_harm),
		cmocka_unit_test(sixty_four_levels_are_the_most),
		cmocka_unit_test(endless_digits_are_refused),
		cmocka_unit_test(a_hundred_thousand_keys_take_no_square_of_it),
		cmocka_unit_test(a_list_of_a_million_entries_is_the_longest),
		cmocka_unit_test(a_trouble_stays_short_however_deep_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
