/* SPDX-License-Identifier: MIT */
#include "report/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "measure/figure.h"

struct scale {
	double factor;
	const char *unit;
};

static const struct scale times[] = { { 1e9, " s" }, { 1e6, " ms" }, { 1e3, " µs" }, { 1, " ns" } };
static const struct scale sizes[] = { { 1099511627776.0, " TiB" }, { 1073741824.0, " GiB" },
	{ 1048576.0, " MiB" }, { 1024.0, " KiB" }, { 1, " B" } };
static const struct scale rates[] = { { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e3, "k" },
	{ 1, "" } };

/* The first scale of a table that makes a number with three digits at least 1. */
static const struct scale *scale_for(const struct scale *scales, double value)
{
	while (scales->factor > 1 && value < scales->factor * 0.9995)
		scales++;
	return scales;
}

/* Digits behind the point for three significant ones, and all digits before it. */
static int digits(double value)
{
	double size = fabs(value);
	int nr = 0;

	for (double edge = 99.95; size < edge && nr < 6; edge /= 10)
		nr++;
	return size == 0 ? 2 : nr;
}

static int put(char *text, int used, double value)
{
	return used +
	       snprintf(text + used, (size_t)(FORMAT_SIZE - used), "%.*f", digits(value), value);
}

static char *format_scaled(char *text, const struct scale *scales, double value)
{
	const struct scale *scale;
	int used;

	if (isnan(value))
		return strcpy(text, "-");
	scale = scale_for(scales, value);
	used = put(text, 0, value / scale->factor);
	snprintf(text + used, (size_t)(FORMAT_SIZE - used), "%s", scale->unit);
	return text;
}

static char *add_interval(char *text, double low, double high)
{
	int used = (int)strlen(text);

	if (isnan(low) || isnan(high))
		return text;
	used += snprintf(text + used, (size_t)(FORMAT_SIZE - used), " [");
	used = put(text, used, low);
	used += snprintf(text + used, (size_t)(FORMAT_SIZE - used), ", ");
	used = put(text, used, high);
	snprintf(text + used, (size_t)(FORMAT_SIZE - used), "]");
	return text;
}

char *format_time(char *text, double ns)
{
	return format_scaled(text, times, ns);
}

char *format_bytes(char *text, uint64_t bytes)
{
	return format_scaled(text, sizes, bytes == FIGURE_NONE ? NAN : (double)bytes);
}

char *format_rate(char *text, double per_s)
{
	return format_scaled(text, rates, per_s);
}

char *format_ratio(char *text, double ratio)
{
	if (isnan(ratio))
		return strcpy(text, "-");
	put(text, 0, ratio);
	return text;
}

char *format_time_interval(char *text, double ns, double low, double high)
{
	double factor = scale_for(times, ns)->factor;

	return add_interval(format_time(text, ns), low / factor, high / factor);
}

char *format_ratio_interval(char *text, double ratio, double low, double high)
{
	return add_interval(format_ratio(text, ratio), low, high);
}

unsigned format_columns(const char *text)
{
	unsigned columns = 0;

	for (; *text; text++)
		columns += (*text & 0xc0) != 0x80; /* not a continuation byte */
	return columns;
}
