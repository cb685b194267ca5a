/* SPDX-License-Identifier: MIT */
#include "page/page.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "page/asset.h"
#include "page/excerpt.h"
#include "page/markup.h"

/* A text that nobody writes to, in the place of one from the heap. */
#define TEXT(text) ((char *)(uintptr_t)(text))

/* ---- Markup ---- */

typedef void put_text(FILE *out, const char *text);

static void assert_becomes(put_text *put, const char *text, const char *expected)
{
	size_t size;
	char *seen;
	FILE *out = open_memstream(&seen, &size);

	assert_non_null(out);
	put(out, text);
	fclose(out);
	assert_string_equal(seen, expected);
	free(seen);
}

static void markup_in_a_text_is_escaped(void **state)
{
	(void)state;
	assert_becomes(markup_text, "<b>&\"'", "&#60;b&#62;&#38;&#34;&#39;");
	assert_becomes(markup_text, "Büro 1 µs", "Büro 1 µs");
	assert_becomes(markup_text, "", "");
	assert_becomes(markup_text, NULL, "");
}

static void control_characters_become_question_marks(void **state)
{
	(void)state;
	assert_becomes(markup_text, "a\033[31mb\nc\x7f", "a?[31mb?c?");
	assert_becomes(markup_text,
		"a\xc2\x9b"
		"31m",
		"a?31m");
	assert_becomes(markup_text, "\xc2\xa0", "\xc2\xa0");
	assert_becomes(markup_text, "a\u202eb\u200fc\u2028d\u2066e\u2014", "a?b?c?d?e\u2014");
}

static void what_is_no_utf8_is_replaced(void **state)
{
	(void)state;
	assert_becomes(markup_text, "a\xff<", "a\xef\xbf\xbd&#60;");
	assert_becomes(markup_text, "\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd");
}

static void json_cannot_end_its_script(void **state)
{
	(void)state;
	assert_becomes(
		markup_json, "{\"a\":\"</script><!--\"}", "{\"a\":\"\\u003c/script>\\u003c!--\"}");
}

/* ---- The excerpt ---- */

enum { NR_TRIALS = 4 };

static struct trial trials[NR_TRIALS];
static struct cell cell;
static struct result result;
static struct report report;

static void put_trial(size_t i, uint64_t round, enum status status, uint64_t work_ns)
{
	trial_init(&trials[i]);
	trials[i].trial = i;
	trials[i].round = round;
	trials[i].warmup = !round;
	trials[i].cell = 0;
	trials[i].status = status;
	trials[i].work_ns = work_ns;
}

static int make_report(void **state)
{
	(void)state;
	put_trial(0, 0, STATUS_OK, 900);
	put_trial(1, 1, STATUS_OK, 100);
	put_trial(2, 2, STATUS_FAILED, FIGURE_NONE);
	put_trial(3, 3, STATUS_OK, 120);
	trials[1].noise.canary_ns = 80;
	trials[2].noise.canary_ns = 81;
	trials[3].noise.steal_ns = 0;
	cell = (struct cell){ .cell = TEXT("sum seq"),
		.workload = TEXT("sum"),
		.procs = 1,
		.threads = 1,
		.workers = 1,
		.unit = TEXT("</script>") };
	result = (struct result){ .speedup = { .base_cell = FIGURE_NONE }, .memory = memory_none };
	report = (struct report){ .schema_version = 1,
		.complete = true,
		.started = TEXT("2026-01-02T03:04:05Z"),
		.label = TEXT("<script>alert(1)</script>"),
		.tool = { TEXT("parallax"), TEXT("0"), NULL, false },
		.cells = &cell,
		.nr_cells = 1,
		.trials = trials,
		.nr_trials = NR_TRIALS,
		.results = &result,
		.nr_results = 1 };
	return 0;
}

static void assert_contains(const char *text, const char *part)
{
	if (text && strstr(text, part))
		return;
	print_error("there is no %s\n", part);
	fail();
}

static void trials_are_columns_of_what_is_known_of_them(void **state)
{
	const struct page_report page = { "laptop", &report };
	char *text = excerpt_write(&page, 1);

	(void)state;
	assert_non_null(text);
	assert_contains(text, "{\"reports\":[{\"name\":\"laptop\",\"report\":{");
	assert_contains(text, "\"trials\":[0,0,0,1,0,2,0,3]");
	/* Of a failed trial nothing is told, whatever stands there. */
	assert_contains(text, "\"work_ns\":[0,900,1,100,3,120],\"canary_ns\":[1,80]");
	/* Zero is no null. */
	assert_contains(text, "\"steal_ns\":[3,0],\"foreign_ns\":[]");
	free(text);
}

static void the_excerpt_has_the_keys_of_a_report(void **state)
{
	const struct page_report page = { "laptop", &report };
	char *text = excerpt_write(&page, 1);

	(void)state;
	assert_non_null(text);
	assert_contains(text, "\"cells\":[{\"cell\":\"sum seq\",\"workload\":\"sum\"");
	assert_contains(text, "\"results\":[{\"cell\":0,\"status\":\"ok\"");
	assert_contains(text, "\"verdicts\":[]");
	assert_null(strstr(text, "digest"));
	free(text);
}

/* ---- The page ---- */

static size_t count(const char *text, const char *part)
{
	size_t nr = 0;

	for (; (text = strstr(text, part)); text++)
		nr++;
	return nr;
}

static void a_page_leaves_no_mark_of_its_frame(void **state)
{
	const struct page_report pages[] = { { "a", &report }, { "b", &report } };
	char *text;

	(void)state;
	assert_int_equal(page_make(pages, 2, &text), 0);
	assert_int_equal(count(text, "<!-- put "), 0);
	assert_contains(text, "<title>parallax: a, b</title>");
	assert_contains(text, "</html>");
	free(text);
}

static void a_hostile_report_adds_no_element(void **state)
{
	struct report tame = report, hostile = report;
	const struct page_report tame_page = { "a", &tame };
	const struct page_report hostile_page = { "</title><script>alert(1)</script>", &hostile };
	char *text, *hostile_text;

	(void)state;
	hostile.started = TEXT("\"><script>alert(1)</script><!-- put data -->");
	hostile.machine.cpu.model = TEXT("<img src=x onerror=alert(1)>");
	cell.cell = TEXT("</script><script>alert(1)</script> seq");
	assert_int_equal(page_make(&hostile_page, 1, &hostile_text), 0);
	cell.cell = TEXT("sum seq");
	assert_int_equal(page_make(&tame_page, 1, &text), 0);
	assert_int_equal(count(hostile_text, "<script"), count(text, "<script"));
	assert_int_equal(count(hostile_text, "</script"), count(text, "</script"));
	assert_int_equal(count(hostile_text, "<img"), 0);
	assert_int_equal(count(hostile_text, "<!--"), count(text, "<!--"));
	free(text);
	free(hostile_text);
}

static void every_asset_ends_where_the_next_begins(void **state)
{
	const struct asset *frame = asset_find("page.html", 9);

	(void)state;
	assert_non_null(frame);
	assert_int_equal(*frame->end, '\0');
	assert_int_equal(strlen(frame->begin), frame->end - frame->begin);
	assert_null(asset_find("page.html", 4));
	assert_null(asset_find("secret.html", 11));
}

/* A script that held it would end there. */
static void no_script_ends_its_own_element(void **state)
{
	static const char *const names[] = { "format.js", "dom.js", "data.js", "charts.js",
		"plots.js", "overview.js", "shapes.js", "workloads.js", "machines.js", "noise.js",
		"warnings.js", "filters.js", "page.js", "chart.js" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct asset *asset = asset_find(names[i], strlen(names[i]));

		assert_non_null(asset);
		assert_int_equal(count(asset->begin, "</script"), 0);
		assert_int_equal(count(asset->begin, "<!--"), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_in_a_text_is_escaped),
		cmocka_unit_test(control_characters_become_question_marks),
		cmocka_unit_test(what_is_no_utf8_is_replaced),
		cmocka_unit_test(json_cannot_end_its_script),
		cmocka_unit_test_setup(trials_are_columns_of_what_is_known_of_them, make_report),
		cmocka_unit_test_setup(the_excerpt_has_the_keys_of_a_report, make_report),
		cmocka_unit_test_setup(a_page_leaves_no_mark_of_its_frame, make_report),
		cmocka_unit_test_setup(a_hostile_report_adds_no_element, make_report),
		cmocka_unit_test(every_asset_ends_where_the_next_begins),
		cmocka_unit_test(no_script_ends_its_own_element),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
