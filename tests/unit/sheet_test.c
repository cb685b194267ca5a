/* SPDX-License-Identifier: MIT */
#include "report/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/format.h"

/* ---- What was printed ---- */

static char *printed;
static size_t size;
static struct sheet sheet;

static void begin(enum sheet_format format)
{
	free(printed);
	sheet = (struct sheet){ open_memstream(&printed, &size), format };
	assert_non_null(sheet.out);
}

static void assert_printed(const char *wanted)
{
	assert_int_equal(fclose(sheet.out), 0);
	assert_string_equal(printed, wanted);
}

static int tear_down(void **state)
{
	(void)state;
	free(printed);
	printed = NULL;
	return 0;
}

static void assert_text(enum sheet_format format, const char *text, const char *wanted)
{
	begin(format);
	sheet_text(&sheet, text);
	assert_printed(wanted);
}

/* ---- Texts from anywhere ---- */

static void plain_text_stays_as_it_is(void **state)
{
	(void)state;
	assert_text(SHEET_TABLE, "a|b *c* <d> www.e µ€🐧", "a|b *c* <d> www.e µ€🐧");
	assert_text(SHEET_TABLE, NULL, "");
}

static void what_moves_a_cursor_is_hidden_in_both_dresses(void **state)
{
	(void)state;
	for (enum sheet_format format = SHEET_TABLE; format <= SHEET_MARKDOWN; format++) {
		assert_text(format, "a\033b\nc\x7f", "a?b?c?");
		assert_text(format,
			"a\xc2\x9b"
			"c",
			"a?c");
	}
}

static void what_turns_the_order_of_characters_round_is_hidden(void **state)
{
	static const char *const marks[] = { "\u200e", "\u200f", "\u202a", "\u202e", "\u2066",
		"\u2069", "\u2028", "\u2029" };

	(void)state;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		assert_text(SHEET_TABLE, marks[i], "?");
	assert_text(SHEET_TABLE, "\u2026\u2013\u2070\u200b", "\u2026\u2013\u2070\u200b");
	assert_text(SHEET_TABLE, "cut off \xe2\x80", "cut off \xe2\x80");
}

static void markup_is_escaped_in_markdown(void **state)
{
	(void)state;
	assert_text(SHEET_MARKDOWN, "a|b\\|c", "a\\|b\\\\\\|c");
	assert_text(SHEET_MARKDOWN, "<script>&amp;", "\\<script\\>\\&amp;");
	assert_text(SHEET_MARKDOWN, "_a_ *b* `c` ~~d~~ [e](f) #1",
		"\\_a\\_ \\*b\\* \\`c\\` \\~\\~d\\~\\~ \\[e\\](f) \\#1");
	assert_text(SHEET_MARKDOWN, "counter/mutex threads:2", "counter/mutex threads:2");
}

static void addresses_are_no_links_in_markdown(void **state)
{
	(void)state;
	assert_text(SHEET_MARKDOWN, "http://a.b www.c.d", "http\\://a.b www\\.c.d");
}

/* ---- Blocks ---- */

static void line_that_looks_like_a_list_is_none_in_markdown(void **state)
{
	static const struct {
		const char *text, *wanted;
	} lines[] = {
		{ "- a", "- \\- a\n" },
		{ "+ a", "- \\+ a\n" },
		{ "1. a", "- 1\\. a\n" },
		{ "12) a", "- 12\\) a\n" },
		{ "---", "- \\---\n" },
		{ "        code", "- code\n" },
		{ "1.5 ms", "- 1\\.5 ms\n" },
		{ "16 a", "- 16 a\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		begin(SHEET_MARKDOWN);
		sheet_line(&sheet, "%s", lines[i].text);
		assert_printed(lines[i].wanted);
	}
}

static void items_stand_below_each_other(void **state)
{
	(void)state;
	begin(SHEET_TABLE);
	sheet_line(&sheet, "a");
	sheet_item(&sheet, 1, "b %d", 1);
	sheet_item(&sheet, 2, "c");
	assert_printed("a\n  b 1\n    c\n");
	begin(SHEET_MARKDOWN);
	sheet_line(&sheet, "a");
	sheet_item(&sheet, 1, "b %d", 1);
	sheet_item(&sheet, 2, "c");
	assert_printed("- a\n  - b 1\n    - c\n");
}

static void headings_are_of_their_level(void **state)
{
	(void)state;
	begin(SHEET_MARKDOWN);
	sheet_title(&sheet, "one %s", "<b>");
	sheet_heading(&sheet, "two");
	assert_printed("# one \\<b\\>\n\n\n## two\n\n");
	begin(SHEET_TABLE);
	sheet_title(&sheet, "one %s", "<b>");
	sheet_heading(&sheet, "two");
	assert_printed("one <b>\n\ntwo\n");
}

static void long_line_is_broken_between_words(void **state)
{
	char *text = NULL;

	(void)state;
	assert_true(asprintf(&text, "  %60s %039d %s", "x", 1, "behind") > 0);
	begin(SHEET_TABLE);
	sheet_item(&sheet, 1, "%s", text + 2);
	assert_int_equal(fclose(sheet.out), 0);
	for (char *line = strtok(printed, "\n"); line; line = strtok(NULL, "\n")) {
		assert_true(format_columns(line) <= SHEET_WIDTH);
		assert_int_equal(strncmp(line, "  ", 2), 0);
	}
	begin(SHEET_MARKDOWN);
	sheet_line(&sheet, "%s", text + 2);
	assert_int_equal(fclose(sheet.out), 0);
	assert_ptr_equal(strchr(printed, '\n'), printed + strlen(printed) - 1);
	free(text);
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plain_text_stays_as_it_is),
		TEST(what_moves_a_cursor_is_hidden_in_both_dresses),
		TEST(what_turns_the_order_of_characters_round_is_hidden),
		TEST(markup_is_escaped_in_markdown),
		TEST(addresses_are_no_links_in_markdown),
		TEST(line_that_looks_like_a_list_is_none_in_markdown),
		TEST(items_stand_below_each_other),
		TEST(headings_are_of_their_level),
		TEST(long_line_is_broken_between_words),
	};

	return cmocka_run_group_tests_name("sheet", tests, NULL, NULL);
}
