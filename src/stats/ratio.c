/* SPDX-License-Identifier: MIT */
#include "stats/ratio.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stats/summary.h"

static int is_positive(double x)
{
	return isfinite(x) && x > 0;
}

int ratio_paired_at(
	const double *top, const double *base, size_t n, double confidence, struct ratio *ratio)
{
	double *logs;
	size_t low;

	*ratio = (struct ratio){ .n = n, .value = NAN, .ci_low = NAN, .ci_high = NAN };
	if (n == 0)
		return 0;
	if (n > PTRDIFF_MAX / sizeof *logs || !(logs = malloc(n * sizeof *logs)))
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (!is_positive(top[i]) || !is_positive(base[i])) {
			free(logs);
			return -EDOM;
		}
		/* A difference, and not the log of a quotient, which may over- or underflow. */
		logs[i] = log(top[i]) - log(base[i]);
	}
	ratio->value = exp(summary_median(logs, n));
	low = summary_median_rank(n, confidence, NULL);
	if (low > 0) {
		ratio->ci_low = exp(logs[low - 1]);
		ratio->ci_high = exp(logs[n - low]);
	}
	free(logs);
	return 0;
}

int ratio_paired(const double *top, const double *base, size_t n, struct ratio *ratio)
{
	return ratio_paired_at(top, base, n, 0.95, ratio);
}

enum verdict ratio_verdict(const struct ratio *ratio, double margin)
{
	double high = 1 + margin, low = 1 / high;

	assert(margin >= 0);
	if (isnan(ratio->ci_low) || isnan(ratio->ci_high))
		return VERDICT_NONE;
	if (ratio->ci_low > high)
		return VERDICT_THREADS;
	if (ratio->ci_high < low)
		return VERDICT_PROCS;
	if (ratio->ci_low >= low && ratio->ci_high <= high)
		return VERDICT_EQUIVALENT;
	return VERDICT_INCONCLUSIVE;
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_NONE] = "none",
		[VERDICT_INCONCLUSIVE] = "inconclusive",
		[VERDICT_EQUIVALENT] = "equivalent",
		[VERDICT_THREADS] = "threads",
		[VERDICT_PROCS] = "procs",
	};

	return names[verdict];
}
