/* SPDX-License-Identifier: MIT */
#include "report/format.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
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
static const struct scale plain[] = { { 1, "" } };

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
	return size > 0 ? nr : 0;
}

/* Too large for a person, or a file's idea of a joke. */
#define TOO_LARGE 1e15

/* A number with nr digits behind the point, which is a point whatever the locale says. */
static int put(char *text, double value, int nr)
{
	long long whole = 1;

	if (!(fabs(value) < TOO_LARGE))
		return snprintf(text, FORMAT_SIZE, "%.0e", value);
	for (int i = 0; i < nr; i++)
		whole *= 10;
	value = rint(fabs(value) * (double)whole) * (value < 0 ? -1 : 1);
	if (!nr)
		return snprintf(text, FORMAT_SIZE, "%lld", (long long)value);
	return snprintf(text, FORMAT_SIZE, "%s%lld.%0*lld", value < 0 ? "-" : "",
		llabs((long long)value) / whole, nr, llabs((long long)value) % whole);
}

static char *format_scaled(char *text, const struct scale *scales, double value)
{
	const struct scale *scale;
	char number[FORMAT_SIZE];

	if (isnan(value))
		return strcpy(text, "-");
	scale = scale_for(scales, value);
	value /= scale->factor;
	put(number, value, digits(value));
	snprintf(text, FORMAT_SIZE, "%s%s", number, scale->unit);
	return text;
}

/* The digits behind the point of a bound: past ten three at most, where the value is not. */
static int bound_digits(double bound, double value, int nr)
{
	return fabs(value) < 9.995 && fabs(bound) >= 9.995 && digits(bound) < nr ? digits(bound)
										 : nr;
}

static char *format_interval(
	char *text, const struct scale *scale, int nr, double value, double low, double high)
{
	char numbers[3][FORMAT_SIZE];

	value /= scale->factor;
	low /= scale->factor;
	high /= scale->factor;
	put(numbers[0], value, nr);
	put(numbers[1], low, bound_digits(low, value, nr));
	put(numbers[2], high, bound_digits(high, value, nr));
	/* Each is of at most sixteen digits and a point. */
	snprintf(text, FORMAT_SIZE, "%.19s%s [%.19s, %.19s]", numbers[0], scale->unit, numbers[1],
		numbers[2]);
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
	return format_scaled(text, plain, ratio);
}

char *format_time_interval(char *text, double ns, double low, double high)
{
	const struct scale *scale = scale_for(times, ns);

	if (isnan(ns) || isnan(low) || isnan(high))
		return format_time(text, ns);
	return format_interval(text, scale, digits(ns / scale->factor), ns, low, high);
}

char *format_ratio_interval(char *text, double ratio, double low, double high)
{
	if (isnan(ratio) || isnan(low) || isnan(high))
		return format_ratio(text, ratio);
	/* A ratio near 1 is read to the per mille, on both sides of 1. */
	return format_interval(text, plain, ratio < 9.995 ? 3 : digits(ratio), ratio, low, high);
}

char *format_speedup(char *text, double speedup, double low, double high)
{
	if (speedup < 0.01)
		return strcpy(text, "<0.01");
	if (isnan(speedup) || isnan(low) || isnan(high))
		return format_ratio(text, speedup);
	return format_interval(text, plain, speedup < 99.5 ? 2 : 0, speedup, low, high);
}

unsigned format_columns(const char *text)
{
	unsigned columns = 0;

	for (; *text; text++)
		columns += (*text & 0xc0) != 0x80; /* not a continuation byte */
	return columns;
}

unsigned format_hidden(const char *text)
{
	const unsigned char *byte = (const unsigned char *)text;

	if (iscntrl(byte[0]))
		return 1;
	if (byte[0] == 0xc2 && byte[1] >= 0x80 && byte[1] < 0xa0)
		return 2;
	/* U+200E and F, U+2028 to E, U+2066 to 9. */
	if (byte[0] == 0xe2 && byte[1] == 0x80 &&
		(byte[2] == 0x8e || byte[2] == 0x8f || (byte[2] >= 0xa8 && byte[2] <= 0xae)))
		return 3;
	return byte[0] == 0xe2 && byte[1] == 0x81 && byte[2] >= 0xa6 && byte[2] <= 0xa9 ? 3 : 0;
}
