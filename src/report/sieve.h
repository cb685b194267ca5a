/* SPDX-License-Identifier: MIT */
#ifndef REPORT_SIEVE_H
#define REPORT_SIEVE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Takes out of a JSON text what a reader does not want, before anything is made of it: a value costs
 * a hundred times as much as a node of cJSON as it costs to step over. Pure and silent.
 */

/* A key of an object that is wanted, and what of its value. Tables end with an entry without a key. */
struct sieve_key {
	const char *key;
	const struct sieve_key *inner; /* of the object, or of each object of the list, that is
					  its value; NULL for all of it */
	bool apart;                    /* whether it is told where in the copy the value stands */
};

/* A stretch of the copy; the last one where there are several, of no bytes where there is none. */
struct sieve_apart {
	size_t at, length;
};

/*
 * Copies text[0..length) to out, of as much room, without the members that keys does not name.
 * Their values have been looked at as all others have: what is left out is JSON, and json_read
 * would have taken it, but that a key may stand twice in an object there. Entries of lists
 * are never left out, so that places stay as they are.
 *
 * Returns the length of the copy; 0 where the text is not JSON or is so odd that nothing can be
 * promised, as with half a surrogate or an exponent of three digits: read the whole, then, for what
 * is wrong with it. Takes time linear in length.
 */
size_t sieve_copy(const struct sieve_key *keys, const char *text, size_t length, char *out,
	struct sieve_apart *apart);

#endif
