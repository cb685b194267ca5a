/* SPDX-License-Identifier: MIT */
#ifndef BENCH_REMOTE_H
#define BENCH_REMOTE_H

#include <stdint.h>

/*
 * The far end of net/remote: a service that answers each request a set time after it came, as if
 * it stood a network away or had something to look up, and that is never short of hands: any
 * number of requests wait side by side.
 *
 * A request is a word of 8 bytes in the machine's own order, its answer is mix64 of that word. A
 * connection asks again only once it has been answered; what breaks this rule is disconnected.
 * Nothing here reports an error: the caller does.
 */
struct remote {
	int listener;
	uint16_t port;
	uint64_t delay_us; /* from the last byte of a request to its answer */
};

/* How many files the service may have open, and so nearly how many connections. */
#define REMOTE_FILES 8192

/*
 * Makes a listener on the loopback address, at a port that the kernel chooses; from then on a
 * connection can be made, and waits to be served. The caller closes it. Returns 0 or -errno.
 */
int remote_listen(struct remote *remote);

/*
 * Serves until the process is killed, with one thread; remote is a struct remote. For job_serve:
 * it sets its process's limit of open files. Returns when it can go on no more, whereupon the
 * process ends and whoever waits for an answer sees the connection break.
 */
void remote_serve(void *remote);

/* A new connection, which the caller closes, or -errno. Blocks. */
int remote_connect(const struct remote *remote);

/* Sends a request and waits for its reply. Returns 0 or -errno, -ECONNRESET at the other's end. */
int remote_ask(int connection, uint64_t request, uint64_t *reply);

#endif
