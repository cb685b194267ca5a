/* SPDX-License-Identifier: MIT */
#include "bench/remote.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include "engine/workload.h"

#define NR_EVENTS 64
#define NS_PER_S 1000000000u

struct connection {
	uint64_t word; /* the request, of which received bytes have come */
	size_t received;
	bool gone; /* the other end is: close it once its answer falls due */
};

struct answer {
	uint64_t due_ns;
	int fd;
};

/*
 * The delay is the same for all, so that answers fall due in the order in which they were asked
 * for. No connection has two of them due, so that a ring of as many as there are files holds all.
 */
struct service {
	const struct remote *remote;
	int epoll, timer;
	struct connection *connections; /* by file descriptor */
	struct answer *answers;         /* the ring */
	size_t first, nr_answers;
	uint64_t alarm_ns; /* what the timer is set to, 0 once it has run out */
};

/* The service keeps its delay by a clock of its own. It measures nothing: the harness does. */
static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static int watch(const struct service *service, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.fd = fd };

	return epoll_ctl(service->epoll, EPOLL_CTL_ADD, fd, &event);
}

/* Up to as many files as the tables have room for, and never more. */
static void limit_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	files.rlim_cur = files.rlim_max < REMOTE_FILES ? files.rlim_max : REMOTE_FILES;
	setrlimit(RLIMIT_NOFILE, &files);
}

/* Nothing is undone upon failure: the process ends. */
static int begin(struct service *service)
{
	limit_files();
	service->connections = calloc(REMOTE_FILES, sizeof(*service->connections));
	service->answers = calloc(REMOTE_FILES, sizeof(*service->answers));
	service->epoll = epoll_create1(EPOLL_CLOEXEC);
	service->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (!service->connections || !service->answers || service->epoll < 0 || service->timer < 0)
		return -1;
	/* Edge-triggered: each expiry is told once, and need not be read away. */
	return watch(service, service->timer, EPOLLIN | EPOLLET) ||
	       watch(service, service->remote->listener, EPOLLIN);
}

/* Only what makes it useless to go on is an error, such as no file descriptor being left. */
static int admit(struct service *service)
{
	const int on = 1;
	int fd = accept4(service->remote->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return errno == EAGAIN || errno == EINTR || errno == ECONNABORTED ? 0 : -1;
	if (fd >= REMOTE_FILES)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	service->connections[fd] = (struct connection){ .received = 0 };
	return watch(service, fd, EPOLLIN);
}

/* While its answer is due a connection keeps its descriptor, which no other must get meanwhile. */
static void lose(struct service *service, int fd)
{
	struct connection *connection = &service->connections[fd];

	connection->gone = connection->received == sizeof(connection->word);
	if (connection->gone)
		epoll_ctl(service->epoll, EPOLL_CTL_DEL, fd, NULL);
	else
		close(fd);
}

static void receive(struct service *service, int fd)
{
	struct connection *connection = &service->connections[fd];
	const size_t missing = sizeof(connection->word) - connection->received;
	ssize_t n;

	if (!missing) {
		lose(service, fd); /* its end, or a second request before the answer to the first */
		return;
	}
	n = recv(fd, (char *)&connection->word + connection->received, missing, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		lose(service, fd);
		return;
	}
	connection->received += (size_t)n;
	if ((size_t)n == missing) {
		size_t last = (service->first + service->nr_answers++) % REMOTE_FILES;

		service->answers[last] = (struct answer){
			.due_ns = now_ns() + service->remote->delay_us * 1000,
			.fd = fd,
		};
	}
}

static void answer_due(struct service *service)
{
	while (service->nr_answers) {
		const struct answer answer = service->answers[service->first];
		struct connection *connection = &service->connections[answer.fd];
		const uint64_t reply = mix64(connection->word);

		if (answer.due_ns > now_ns())
			return;
		service->first = (service->first + 1) % REMOTE_FILES;
		service->nr_answers--;
		connection->received = 0;
		if (connection->gone ||
			send(answer.fd, &reply, sizeof(reply), MSG_NOSIGNAL) != sizeof(reply))
			close(answer.fd);
	}
}

/* Timers of CLOCK_MONOTONIC on a file are exact, where a timeout of epoll_wait counts in ms. */
static int set_alarm(struct service *service)
{
	const uint64_t due_ns = service->answers[service->first].due_ns;
	const struct itimerspec alarm = { .it_value = { .tv_sec = (time_t)(due_ns / NS_PER_S),
						  .tv_nsec = (long)(due_ns % NS_PER_S) } };

	if (!service->nr_answers || service->alarm_ns == due_ns)
		return 0;
	service->alarm_ns = due_ns;
	return timerfd_settime(service->timer, TFD_TIMER_ABSTIME, &alarm, NULL);
}

void remote_serve(void *remote)
{
	struct service service = { .remote = remote };
	struct epoll_event events[NR_EVENTS];
	int error = begin(&service);

	while (!error) {
		int nr = epoll_wait(service.epoll, events, NR_EVENTS, -1);

		if (nr < 0 && errno != EINTR)
			return;
		for (int i = 0; i < nr && !error; i++) {
			int fd = events[i].data.fd;

			if (fd == service.remote->listener)
				error = admit(&service);
			else if (fd == service.timer)
				service.alarm_ns = 0;
			else
				receive(&service, fd);
		}
		answer_due(&service);
		error = error ? error : set_alarm(&service);
	}
}

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(port),
	};
}

int remote_listen(struct remote *remote)
{
	struct sockaddr_in address = loopback(0);
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error;

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address, size) || listen(fd, REMOTE_FILES) ||
		getsockname(fd, (struct sockaddr *)&address, &size)) {
		error = -errno;
		close(fd);
		return error;
	}
	remote->listener = fd;
	remote->port = ntohs(address.sin_port);
	return 0;
}

int remote_connect(const struct remote *remote)
{
	const struct sockaddr_in address = loopback(remote->port);
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), error;

	if (fd < 0)
		return -errno;
	/* Linux lets a connect that a signal broke off be called again, and goes on waiting. */
	do
		error = connect(fd, (const struct sockaddr *)&address, sizeof(address));
	while (error && errno == EINTR);
	if (error || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on))) {
		error = -errno;
		close(fd);
		return error;
	}
	return fd;
}

static int send_word(int connection, uint64_t word)
{
	size_t sent = 0;

	while (sent < sizeof(word)) {
		ssize_t n =
			send(connection, (char *)&word + sent, sizeof(word) - sent, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			sent += (size_t)n;
	}
	return 0;
}

static int receive_word(int connection, uint64_t *word)
{
	size_t received = 0;

	while (received < sizeof(*word)) {
		ssize_t n = recv(connection, (char *)word + received, sizeof(*word) - received, 0);

		if (n == 0)
			return -ECONNRESET;
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			received += (size_t)n;
	}
	return 0;
}

int remote_ask(int connection, uint64_t request, uint64_t *reply)
{
	int error = send_word(connection, request);

	return error ? error : receive_word(connection, reply);
}
