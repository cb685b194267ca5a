/* SPDX-License-Identifier: MIT */
#ifndef CMD_STOP_H
#define CMD_STOP_H

#include <signal.h>

/*
 * Which signal has asked the program to stop; 0 while none has. The one piece of state that
 * outlives a call.
 */
extern volatile sig_atomic_t stop_signal;

/*
 * From here on SIGINT, SIGTERM and SIGHUP only set stop_signal, and are blocked but for where a
 * leader is waited for (engine/leader.h), so that none is missed. One that is ignored, as under
 * nohup, stays so. What may take long after that without starting a leader cannot be stopped: call
 * stop_forget before it.
 */
void stop_catch(void);

/*
 * From here on these signals end the program again, as they did before stop_catch: for when the
 * report is saved and what is left may wait for whoever reads the output. One that came too late
 * to stop anything is forgotten.
 */
void stop_forget(void);

#endif
