#include "cmd/what_if_man.hpp"

namespace gw::cmd {

namespace {

constexpr const char* kChanges = R"(.SH WHAT IF
\-\-inject and \-\-scale change what a log holds before it is run, by draws of \-\-seed that depend
on the request or the client alone: every run hits the same ones. The report says what was changed,
and of how many requests; one that changed nothing is a warning.
.SS \-\-inject
Fields separated by commas, each at most once; errors or latency has to be there:
.TP
.B service=NAME, route=NAME, group=NAME
whose calls: of a service or a route of the configuration in \(lqsimulate\(rq, of a group in
\(lqreplay\(rq and \(lqtune\(rq, where service and route are the groups of \-\-per; without it all
calls to upstreams
.TP
.B from=WHEN
a clock time in UTC (12:00), a time in RFC 3339, or a time after the first request of the log
(+10m); a clock time is that of the first day, unless the window is over before the log begins: then
that of the next one; without it from the first request on
.TP
.B for=TIME
how long; the end itself is not in it; without it to the end of the log
.TP
.B errors=SHARE
calls that are answered with a failure instead, after the time that they took
.TP
.B status=STATUS
that those get (default: 503): one that fails, which is 500 to 599 and, in \(lqsimulate\(rq, what a
breaker or retry of the configuration names; of breakers in \(lqreplay\(rq and \(lqtune\(rq it is
\-\-failures that says so
.TP
.B latency=TIME
added to what every call took, whether it fails or not
.PP
In \(lqsimulate\(rq a call is an attempt, and counts by when it begins: a request that waited in a
line, and each retry, is judged for itself, and timeouts, retries and breakers see what they would
have seen. What a retry or an unknown answer is sampled from stays the recorded answers. In
\(lqreplay\(rq and \(lqtune\(rq a call is a request, by its arrival. A request that its client gave
up (499) stays as it is. In \(lqreplay limit\(rq it goes with a limit on requests at a time: others
do not look at how requests end.
.SS \-\-scale
A factor from 0.001x to 100x, of clients as \-\-client tells them apart, not of requests: no
client sends more than it did. Of 3x each client has two copies, which the report calls
\(lq192.0.2.1 (copy 2)\(rq and \(lq192.0.2.1 (copy 3)\(rq: clients for themselves that send all
that it sent, later by one time that is drawn for each of them, at most 10 seconds, so that they do
not come at once with it. It is in whole steps of a log that stamps in seconds or worse. Of a
fraction a client is there with all its requests or not at all; 1.5x draws which ones have a copy.
.PP
Where a key reads the client, the user, the consumer or a header, a copy has a key of its own; what
it asks for, its host, method, path and query, is that of its client. In \(lqreplay\(rq and
\(lqtune\(rq it is keys that are multiplied where the key of the limit reads one of those: a user
whose addresses are several is one. In \(lqsimulate\(rq a limit by something else than \-\-client
names sees a fraction of what is behind it. Groups stay as they are, with the copies in them. Memory
is bounded as without: where more requests wait for their turn than there is room for, the earliest
go early, and the report counts them.
.PP
\-\-shard goes with both: every run changes the same.
)";

constexpr const char* kLeases = R"(.SS \-\-store lease
Several gateways with one count for each key, as with \-\-store shared, but none that asks it for
every request: a gateway takes a lease of up to \-\-lease permits at once, as many as there are,
and lets requests through by what is left of them. When they are used up, or have lapsed, its next
request asks for another lease, and is refused when there is not one permit. Everything else, lines,
limits on requests at a time, breakers and balances, is one for all gateways.
.PP
Of fixed_window a lease lapses with the window that it was taken in. Of the other algorithms it
lasts for as long as the limit takes to give so many permits: 10 of 5/s for two seconds. What lapses
is lost, so that a request may be refused while another gateway holds permits of its key; the report
counts such refusals, the permits that were never used, and how often the count was asked. In
\(lqreplay limit\(rq it also says what the same count would have rejected without leases.
.PP
What that may let through beyond the limit is bounded. No fixed window lets through more than its
limit. Under gcra and token_bucket no stretch of time has more than the limit and \-\-lease less
one; under sliding_window and sliding_log a window may have \-\-lease less one more for each
gateway, from leases that were taken before it. \-\-lease 1 is \-\-store shared. It is for limits
of gw's own, not for those of \-\-like, and for 64 gateways at most.
)";

}  // namespace

std::string what_if_man() {
  return std::string(kChanges) + kLeases;
}

}  // namespace gw::cmd
