/* SPDX-License-Identifier: MIT */
/*
 * mandelbrot: how soon does the orbit of this point leave the circle of radius 2?
 *
 * One op is one point c of a picture of the Mandelbrot set: z becomes z² + c until |z| > 2, or
 * `iterations` times. One point costs a step and the next hundreds, so the points of the picture
 * are not taken row by row but in the order of an additive recurrence, in which any stretch of
 * points is spread evenly over the plane: all stretches cost the same on average. Op i takes point
 * i mod 65 536.
 *
 * Shared: nothing but the parameter.
 *
 * The number does not show memory of any kind, nor vector units: each step waits for the one
 * before, so that it is the latency of additions and multiplications of doubles, and one branch
 * that is mispredicted a point.
 */
#include "bench/workloads.h"

#include <complex.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>

/* Few enough for verify to look at them all. */
#define NR_POINTS 65536

/* One point in so many has its orbit followed once more. */
#define SAMPLED 16

struct picture {
	uint32_t iterations;
};

struct point {
	double re, im;
};

/*
 * The recurrence R2 (Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018):
 * 2^64 over the plastic number and over its square, modulo 2^64. The picture is [-2, 0.5) by
 * [-1.25, 1.25).
 */
static struct point point_of(uint64_t index)
{
	const uint64_t x = index * 0xc13fa9a902a6328fu, y = index * 0x91e10da5c79e7b1du;

	return (struct point){ (double)(x >> 11) * 0x1p-53 * 2.5 - 2,
		(double)(y >> 11) * 0x1p-53 * 2.5 - 1.25 };
}

/*
 * After how many steps |z| > 2, at most `iterations`. Not inlined, since a compiler that fuses
 * multiplications and additions might do so in one place and not in the other.
 */
__attribute__((noinline)) static uint32_t escape(struct point c, uint32_t iterations)
{
	double x = 0, y = 0, xx = 0, yy = 0;
	uint32_t n = 0;

	while (n < iterations && xx + yy <= 4) {
		y = 2 * x * y + c.im;
		x = xx - yy + c.re;
		xx = x * x;
		yy = y * y;
		n++;
	}
	return n;
}

/* What a point adds to the digest. */
static inline uint64_t weigh(uint64_t index, uint32_t n)
{
	return (2 * index + 1) * n;
}

static int mandelbrot_setup(struct job *job)
{
	struct picture *picture = job_share(job, sizeof(*picture));

	if (!picture)
		return -ENOMEM;
	picture->iterations = (uint32_t)job_param(job, "iterations");
	job->data = picture;
	return 0;
}

static int mandelbrot_open(struct worker *worker)
{
	worker_touch(worker->job->data, sizeof(struct picture));
	return 0;
}

static int mandelbrot_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct picture picture = *(const struct picture *)worker->job->data;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		const uint64_t index = op % NR_POINTS;

		digest += weigh(index, escape(point_of(index), picture.iterations));
	}
	worker->digest += digest;
	return 0;
}

/* In the main cardioid or in the disc of period 2, where no orbit ever escapes. */
static bool is_inside(struct point c)
{
	const double q = (c.re - 0.25) * (c.re - 0.25) + c.im * c.im;

	return q * (q + c.re - 0.25) < 0.25 * c.im * c.im ||
	       (c.re + 1) * (c.re + 1) + c.im * c.im < 0.0625;
}

/*
 * Whether the orbit, by complex numbers of another width, leaves after n steps and no sooner. The
 * margin is for rounding, of which the nearest point to the set makes some 1e-9.
 */
static bool leaves_after(struct point point, uint32_t n, uint32_t iterations)
{
	const long double complex c = (long double)point.re + (long double)point.im * I;
	long double complex z = 0;
	long double square = 0;

	for (uint32_t k = 0; k < n; k++) {
		if (square > 4 + 1e-6)
			return false;
		z = z * z + c;
		square = creall(z) * creall(z) + cimagl(z) * cimagl(z);
	}
	return n == iterations || square > 4 - 1e-6;
}

/*
 * After how many steps each point leaves, without the orbits that the work computed: by closed form
 * where that is known, which is most of the steps, and elsewhere by the mirrored point, whose orbit is
 * the mirror image to the last bit. A sample of these is followed in complex arithmetic.
 */
static int expect(struct job *job, void *memory)
{
	const uint32_t iterations = ((const struct picture *)job->data)->iterations;
	uint32_t *steps = memory;

	for (uint64_t index = 0; index < NR_POINTS; index++) {
		const struct point c = point_of(index);
		const uint32_t n = is_inside(c) ? iterations
						: escape((struct point){ c.re, -c.im }, iterations);

		if (index % SAMPLED == 0 && !leaves_after(c, n, iterations))
			return job_error(job, 0,
				"point %" PRIu64 " does not leave after %" PRIu32 " steps", index,
				n);
		steps[index] = n;
	}
	return 0;
}

static int mandelbrot_verify(struct job *job)
{
	const uint32_t *steps = job_expected(job, NR_POINTS * sizeof(*steps), expect);
	uint64_t digest = 0;

	if (!steps)
		return -ENOMEM;
	for (uint64_t index = 0; index < NR_POINTS && index < job->ops; index++)
		digest += (job->ops / NR_POINTS + (index < job->ops % NR_POINTS)) *
			  weigh(index, steps[index]);
	if (digest != job->digest)
		return job_error(job, 0, "the points computed are not those of the picture");
	return 0;
}

static const struct param params[] = {
	{ "iterations", 256, 2, 65536, "steps after which a point is taken to stay" },
	{ .name = NULL },
};

const struct workload mandelbrot = {
	.name = "mandelbrot",
	.summary = "floating point: points of the Mandelbrot set, in a scrambled order",
	.op = "point",
	.shares = "Nothing but the parameter, which is only read.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.inputs = INPUT_BIT(INPUT_EXPECTED),
	.setup = mandelbrot_setup,
	.open = mandelbrot_open,
	.work = mandelbrot_work,
	.verify = mandelbrot_verify,
};
