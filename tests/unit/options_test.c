/* SPDX-License-Identifier: MIT */
#include "cmd/options.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine/build.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- A command with an option of every kind ---- */

struct values {
	bool flag;
	const char *text;
	struct texts many;
	uint64_t number, duration_ns, bytes;
	double share;
	int word;
};

static const char *const words[] = { "strong", "weak", "neither", NULL };

#define AT(member) offsetof(struct values, member)
static const struct option_spec specs[] = {
	{ "flag", 'f', NULL, "say yes", OPTION_FLAG, AT(flag), 0, NULL },
	{ "text", 't', "TEXT", "any text", OPTION_TEXT, AT(text), 0, NULL },
	{ "many", 'm', "GLOB", "may be repeated", OPTION_TEXTS, AT(many), 0, NULL },
	{ "number", 'n', "N", "three or more", OPTION_NUMBER, AT(number), 3, NULL },
	{ "duration", 0, "TIME", "how long", OPTION_DURATION, AT(duration_ns), 0, NULL },
	{ "percent", 0, "PERCENT", "how much", OPTION_PERCENT, AT(share), 0, NULL },
	{ "size", 0, "SIZE", "how large", OPTION_SIZE, AT(bytes), 0, NULL },
	{ "scaling", 0, "KIND", "which", OPTION_WORD, AT(word), 0, words },
	{ 0 },
};

static int run(const struct workload *const *registry, int argc, char **argv)
{
	(void)registry, (void)argc, (void)argv;
	return 0;
}

static const struct command command = { "try", "[OPTION]... FILE", "Try the options", run };

static struct values values;
static int operand;
static char out[8192], error[8192];

static int set_up(void **state)
{
	(void)state;
	values = (struct values){ .number = 42, .share = 0.03 };
	operand = -1;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(values.many.list);
	return 0;
}

/* ---- Parsing, with both outputs caught ---- */

static int divert(FILE *stream, int *before)
{
	int fd = memfd_create("diverted", MFD_CLOEXEC);

	fflush(stream);
	*before = dup(fileno(stream));
	assert_true(fd >= 0 && *before >= 0);
	assert_true(dup2(fd, fileno(stream)) >= 0);
	return fd;
}

static void restore(FILE *stream, int fd, int before, char *text, size_t size)
{
	ssize_t length;

	fflush(stream);
	dup2(before, fileno(stream));
	close(before);
	length = pread(fd, text, size - 1, 0);
	close(fd);
	assert_true(length >= 0);
	text[length] = '\0';
}

/* The words stand in one block, as those of a process do. */
static enum parsed parse_words(const char *const *given, int most_operands)
{
	static char block[8192];
	static char *argv[32];
	int argc = 0, out_fd, error_fd, out_before, error_before;
	char *at = block;
	enum parsed parsed;

	for (; given[argc]; argc++) {
		argv[argc] = at;
		at = stpcpy(at, given[argc]) + 1;
	}
	argv[argc] = NULL;
	out_fd = divert(stdout, &out_before);
	error_fd = divert(stderr, &error_before);
	parsed = options_parse(&command, specs, &values, argc, argv, &operand, most_operands);
	restore(stdout, out_fd, out_before, out, sizeof(out));
	restore(stderr, error_fd, error_before, error, sizeof(error));
	return parsed;
}

#define parse(...) parse_words((const char *const[]){ "try", __VA_ARGS__, NULL }, 1)

#define assert_goes(...) assert_int_equal(parse(__VA_ARGS__), PARSED_GO)

/* One line on stderr that begins with the program's name, nothing on stdout. */
static void assert_complaint(const char *first, const char *second)
{
	assert_string_equal(out, "");
	assert_int_equal(strncmp(error, "parallax: ", 10), 0);
	assert_ptr_equal(strchr(error, '\n'), error + strlen(error) - 1);
	if (!strstr(error, first) || !strstr(error, second))
		fail_msg("\"%s\" does not name %s and %s", error, first, second);
}

static void assert_refused(const char *option, const char *value, const char *wanted)
{
	char word[256], quoted[256];

	snprintf(word, sizeof(word), "--%s=%s", option, value);
	snprintf(quoted, sizeof(quoted), "'%s'", value);
	assert_int_equal(parse(word), PARSED_WRONG);
	assert_complaint(quoted, wanted);
	assert_complaint("parallax: try: --", option);
}

/* ---- Forms ---- */

static void defaults_stand_without_options(void **state)
{
	(void)state;
	assert_int_equal(parse_words((const char *const[]){ "try", NULL }, 0), PARSED_GO);
	assert_false(values.flag);
	assert_null(values.text);
	assert_int_equal(values.number, 42);
	assert_true(values.share == 0.03);
	assert_int_equal(values.word, 0);
	assert_string_equal(out, "");
	assert_string_equal(error, "");
}

static void flag_is_set_by_name_and_by_letter(void **state)
{
	(void)state;
	assert_goes("--flag");
	assert_true(values.flag);
	values.flag = false;
	assert_goes("-f");
	assert_true(values.flag);
}

static void value_stands_in_every_form(void **state)
{
	static const char *const forms[][2] = { { "--text=abc", NULL }, { "--text", "abc" },
		{ "-tabc", NULL }, { "-t", "abc" } };

	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		values.text = NULL;
		assert_goes(forms[i][0], forms[i][1]);
		assert_string_equal(values.text, "abc");
	}
}

static void letters_may_stand_together(void **state)
{
	(void)state;
	assert_goes("-fn7");
	assert_true(values.flag);
	assert_int_equal(values.number, 7);
}

static void unambiguous_beginning_is_enough(void **state)
{
	(void)state;
	assert_goes("--num", "7");
	assert_int_equal(values.number, 7);
}

static void empty_text_is_a_text(void **state)
{
	(void)state;
	assert_goes("--text=");
	assert_string_equal(values.text, "");
}

static void last_text_counts(void **state)
{
	(void)state;
	assert_goes("--text=a", "-t", "b");
	assert_string_equal(values.text, "b");
}

static void repeated_texts_are_kept_in_order(void **state)
{
	(void)state;
	assert_goes("-m", "a", "--many=b", "-mc", "--many", "a");
	assert_int_equal(values.many.nr, 4);
	assert_string_equal(values.many.list[0], "a");
	assert_string_equal(values.many.list[1], "b");
	assert_string_equal(values.many.list[2], "c");
	assert_string_equal(values.many.list[3], "a");
}

/* ---- Numbers ---- */

static void whole_numbers_are_read(void **state)
{
	(void)state;
	assert_goes("--number=3");
	assert_int_equal(values.number, 3);
	assert_goes("--number=007");
	assert_int_equal(values.number, 7);
	assert_goes("--number=18446744073709551615");
	assert_true(values.number == UINT64_MAX);
}

static void no_bad_number_is_taken(void **state)
{
	static const char *const bad[] = { "", "2", "0", "-5", "+5", " 5", "5 ", "0x10", "five",
		"5.0", "5e3", "5,000", "18446744073709551616", "99999999999999999999999" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_refused("number", bad[i], "a whole number from 3");
}

/* ---- Durations ---- */

static void durations_have_units(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} known[] = {
		{ "500ms", 500000000 },
		{ "20s", 20000000000 },
		{ "20", 20000000000 },
		{ "2m", 120000000000 },
		{ "1h", 3600000000000 },
		{ "1.5s", 1500000000 },
		{ "0.25m", 15000000000 },
		{ "0.5ms", 500000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		assert_goes("--duration", known[i].text);
		assert_int_equal(values.duration_ns, known[i].ns);
	}
}

static void decimal_duration_is_exact(void **state)
{
	char text[32];

	(void)state;
	for (uint64_t ms = 1; ms < 10000; ms += 7) {
		snprintf(text, sizeof(text), "%u.%03us", (unsigned)(ms / 1000),
			(unsigned)(ms % 1000));
		assert_goes("--duration", text);
		assert_int_equal(values.duration_ns, ms * 1000000);
	}
}

static void no_bad_duration_is_taken(void **state)
{
	static const char *const bad[] = { "", "0", "0s", "0.0ms", "-1s", "+1s", "s", "1d", "1 s",
		" 1s", "1s ", "1e3s", "1,5s", "1.5.5s", "nan", "inf", "0x1s", "1S",
		"99999999999h" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_refused("duration", bad[i], "a duration such as");
}

/* It must be more than 0, and 0 stands for none elsewhere. */
static void duration_of_less_than_a_nanosecond_is_none(void **state)
{
	(void)state;
	assert_refused("duration", "0.0000000001s", "a duration such as");
}

/* ---- Percentages ---- */

static void sizes_have_binary_units(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} known[] = { { "1", 1 }, { "4096", 4096 }, { "10B", 10 }, { "1K", 1024 },
		{ "1.5KiB", 1536 }, { "512MiB", 512u << 20 }, { "512m", 512u << 20 },
		{ "2G", UINT64_C(2) << 30 }, { "1tib", UINT64_C(1) << 40 } };

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		assert_goes("--size", known[i].text);
		assert_int_equal(values.bytes, known[i].bytes);
	}
}

static void no_bad_size_is_taken(void **state)
{
	/* A GB is a billion bytes to some and 2^30 to others. */
	static const char *const bad[] = { "", "0", "-1", "G", "2 G", "2GB", "2Gi", "1e9", "nan",
		"9999999T", "0.1" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_refused("size", bad[i], "a size");
}

static void percentages_are_shares(void **state)
{
	static const struct {
		const char *text;
		double share;
	} known[] = { { "3%", 0.03 }, { "3", 0.03 }, { "0.5%", 0.005 }, { "100%", 1 } };

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		assert_goes("--percent", known[i].text);
		assert_true(fabs(values.share - known[i].share) < 1e-15);
	}
}

static void no_bad_percentage_is_taken(void **state)
{
	static const char *const bad[] = { "", "0", "0%", "0.0", "-1%", "+1%", "101", "%", "3%%",
		"3 %", " 3", "three", "nan", "inf", "1e1" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_refused("percent", bad[i], "a percentage");
}

/* ---- Words ---- */

static void word_is_its_place_in_the_list(void **state)
{
	(void)state;
	for (int i = 0; words[i]; i++) {
		assert_goes("--scaling", words[i]);
		assert_int_equal(values.word, i);
	}
}

static void unknown_word_names_the_nearest(void **state)
{
	(void)state;
	assert_refused("scaling", "wek", "'weak'");
	assert_refused("scaling", "storng", "'strong'");
	assert_refused("scaling", "", "it is strong|weak|neither");
	assert_refused("scaling", "far", "it is strong|weak|neither");
}

static void beginning_of_a_word_is_not_the_word(void **state)
{
	(void)state;
	assert_refused("scaling", "str", "'strong'");
	assert_refused("scaling", "Weak", "'weak'");
}

/* ---- What is wrong with an option ---- */

static void unknown_option_names_the_nearest(void **state)
{
	(void)state;
	assert_int_equal(parse("--nubmer", "5"), PARSED_WRONG);
	assert_complaint("'--nubmer'", "'--number'");
	assert_int_equal(parse("--hlep"), PARSED_WRONG);
	assert_complaint("'--hlep'", "'--help'");
}

static void unknown_option_is_named_without_its_value(void **state)
{
	(void)state;
	assert_int_equal(parse("--percents=5"), PARSED_WRONG);
	assert_complaint("'--percents'", "'--percent'");
}

static void unknown_letter_is_named(void **state)
{
	(void)state;
	assert_int_equal(parse("-fx"), PARSED_WRONG);
	assert_complaint("'-x'", "'parallax help try' lists them");
}

static void lone_h_is_help(void **state)
{
	(void)state;
	assert_int_equal(parse("-h", "--nonsense"), PARSED_DONE);
	assert_string_equal(error, "");
	assert_non_null(strstr(out, "\n  -h, --help "));
}

static void missing_value_is_told(void **state)
{
	(void)state;
	assert_int_equal(parse("--number"), PARSED_WRONG);
	assert_complaint("'--number'", "needs a value");
	assert_int_equal(parse("-n"), PARSED_WRONG);
	assert_complaint("'-n'", "needs a value");
}

static void value_of_a_flag_is_refused(void **state)
{
	(void)state;
	assert_int_equal(parse("--flag=yes"), PARSED_WRONG);
	assert_complaint("'--flag'", "takes no value");
	assert_int_equal(parse("--help=all"), PARSED_WRONG);
	assert_complaint("'--help'", "takes no value");
}

static void complaint_names_the_command(void **state)
{
	(void)state;
	assert_int_equal(parse("--nonsense"), PARSED_WRONG);
	assert_complaint("parallax: try: ", "'--nonsense'");
}

static void parsing_begins_anew_each_time(void **state)
{
	(void)state;
	assert_int_equal(parse("--flag=yes"), PARSED_WRONG);
	assert_int_equal(parse("-fx"), PARSED_WRONG);
	assert_goes("--number=9", "file");
	assert_int_equal(values.number, 9);
	assert_int_equal(operand, 2);
}

/* ---- Operands ---- */

static void operand_follows_the_options(void **state)
{
	(void)state;
	assert_goes("--flag", "file");
	assert_int_equal(operand, 2);
}

static void options_may_follow_an_operand(void **state)
{
	(void)state;
	assert_goes("file", "--number", "5");
	assert_int_equal(values.number, 5);
	assert_int_equal(operand, 3);
}

static void double_dash_ends_the_options(void **state)
{
	(void)state;
	assert_goes("--flag", "--", "--number");
	assert_int_equal(operand, 3);
	assert_int_equal(values.number, 42);
}

static void lone_dash_is_an_operand(void **state)
{
	(void)state;
	assert_goes("-");
	assert_int_equal(operand, 1);
}

static void operand_too_many_is_named(void **state)
{
	(void)state;
	assert_int_equal(parse("one", "two", "three"), PARSED_WRONG);
	assert_complaint("'two'", "too many");
	assert_int_equal(parse_words((const char *const[]){ "try", "one", NULL }, 0), PARSED_WRONG);
	assert_complaint("'one'", "too many");
}

/* ---- Help and version ---- */

static void help_lists_every_option(void **state)
{
	(void)state;
	assert_int_equal(parse("--help"), PARSED_DONE);
	assert_string_equal(error, "");
	assert_non_null(strstr(out, "Usage: parallax try [OPTION]... FILE\n"));
	assert_non_null(strstr(out, "Try the options"));
	assert_non_null(strstr(out, "-f, --flag "));
	assert_non_null(strstr(out, "-n, --number=N "));
	assert_non_null(strstr(out, "    --duration=TIME "));
	assert_non_null(strstr(out, "--help"));
	assert_non_null(strstr(out, "--version"));
	for (size_t i = 0; specs[i].name; i++)
		assert_non_null(strstr(out, specs[i].help));
}

static void help_wins_over_what_follows(void **state)
{
	(void)state;
	assert_int_equal(parse("--help", "--nonsense"), PARSED_DONE);
	assert_string_equal(error, "");
}

static void version_tells_how_the_program_was_built(void **state)
{
	(void)state;
	assert_int_equal(parse("--version"), PARSED_DONE);
	assert_string_equal(error, "");
	assert_int_equal(strncmp(out, "parallax ", 9), 0);
	assert_int_equal(strncmp(out + 9, build.version, strlen(build.version)), 0);
	assert_non_null(strstr(out, build.compiler));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(defaults_stand_without_options),
	TEST(flag_is_set_by_name_and_by_letter),
	TEST(value_stands_in_every_form),
	TEST(letters_may_stand_together),
	TEST(unambiguous_beginning_is_enough),
	TEST(empty_text_is_a_text),
	TEST(last_text_counts),
	TEST(repeated_texts_are_kept_in_order),
	TEST(whole_numbers_are_read),
	TEST(no_bad_number_is_taken),
	TEST(durations_have_units),
	TEST(decimal_duration_is_exact),
	TEST(no_bad_duration_is_taken),
	TEST(duration_of_less_than_a_nanosecond_is_none),
	TEST(sizes_have_binary_units),
	TEST(no_bad_size_is_taken),
	TEST(percentages_are_shares),
	TEST(no_bad_percentage_is_taken),
	TEST(word_is_its_place_in_the_list),
	TEST(unknown_word_names_the_nearest),
	TEST(beginning_of_a_word_is_not_the_word),
	TEST(unknown_option_names_the_nearest),
	TEST(unknown_option_is_named_without_its_value),
	TEST(unknown_letter_is_named),
	TEST(lone_h_is_help),
	TEST(missing_value_is_told),
	TEST(value_of_a_flag_is_refused),
	TEST(complaint_names_the_command),
	TEST(parsing_begins_anew_each_time),
	TEST(operand_follows_the_options),
	TEST(options_may_follow_an_operand),
	TEST(double_dash_ends_the_options),
	TEST(lone_dash_is_an_operand),
	TEST(operand_too_many_is_named),
	TEST(help_lists_every_option),
	TEST(help_wins_over_what_follows),
	TEST(version_tells_how_the_program_was_built),
};

int main(void)
{
	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
