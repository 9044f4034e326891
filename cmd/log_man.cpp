#include "cmd/log_man.hpp"

namespace gw::cmd {

std::string_view log_man() {
  return R"(.SH LOGS
What a log is, its first lines tell: lines that are cut, hold NULs or are longer than 64 KiB do not
count for that, and other text may stand between JSON lines. Where \-\-log\-format names it, one
line that fits is enough, and products need none. Every line that cannot be read counts as
malformed; \-\-strict ends with an error for the first.
.SS JSON lines
One object a line, as RFC 8259 has it: a line that is none is malformed, wherever in it the mistake
is, also where nothing is read. Keys and strings are compared and shown without their escapes.
Bytes of a string that are not UTF\-8 are kept; half of a surrogate pair becomes U+FFFD. Objects and
arrays nest 1024 deep at most. A key that is read and stands twice makes its line malformed.
.SS \-\-map
FIELD=SOURCE, several with commas. Fields are time, duration, client, user, method, path, query,
request, host, status, bytes, xff, protocol, referer, user_agent, upstream_status,
upstream_duration, upstream, end and header.NAME. A source of JSON is a path of keys joined by
dots, of an array its first element; one of CSV is a column, a text with columns in braces or a
constant in single quotes. A source may fill several fields. Behind it may stand :s, :ms, :us or
:ns, the unit of a time or a duration, and for time :start or :end, what it marks.
.PP
What a source holds whose own name is that of a credential (http_authorization, api_key, token)
tells requests apart as it is and is shown as ***, whatever field it fills but method, path, query
and request. So is a header field with such a name. \(lqtraffic grep\(rq, \(lqtraffic cut\(rq and
\(lqtraffic convert\(rq give what the log holds.
.SS Times
Of RFC 3339, with the zones Z, +05:30, +0530 and +05; of the common log format
(20/Nov/2026:12:00:00 +0530); and numbers since 1970, of seconds to nanoseconds, by their size
unless the map says. A time without a zone is read where its format says which one it is.
.SS Stopped by Ctrl\-C
A report on the log so far is marked: in words, in JSON by \(lqpartial\(rq, in CSV by one column
more, \(lqpartial\(rq, and in lines to paste by a comment.
)";
}

}  // namespace gw::cmd
