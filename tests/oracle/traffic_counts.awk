# What 'gw simulate LIMITS --traffic LOG --subsecond clump' has to count, found without its code.
# Usage: awk -f tests/oracle/traffic_counts.awk LIMITS LOG
#
# LIMITS is a configuration like testdata/traffic/limits_tight.yaml: one route takes everything, and
# each client has requests_per_minute (a window that its first request opens) and rate: N/s with
# burst (GCRA), N a divisor of a million. LOG is in the common or combined format, combined with the
# request's seconds at the end, Traefik's or Caddy's JSON lines, or EDGAR's CSV; its first line must
# be whole. Prints, in any order:
#   requests N, malformed N, clients N, rejected N
#   status S N                     recorded; 0 for none
#   client NAME REQUESTS REJECTED  each client with a rejection
#
# Times are whole nanoseconds since the first stamp, exact in awk's numbers over 104 days; a stamp
# in whole seconds is the start of its second.

BEGIN {
  quoted = "\"([^\"\\\\]|\\\\.)*\""
  start = "^[^ ]+ [^ ]+ [^ ]+ \\[[^]]+\\] " quoted " [0-9][0-9][0-9] ([0-9]+|-)"
  layout["common"] = start "$"
  layout["combined"] = start " " quoted " " quoted "$"
  layout["timed"] = start " " quoted " " quoted " ([0-9]+\\.[0-9][0-9][0-9]|-)$"
}

NR == FNR {
  if ($2 == "requests_per_minute:") per_minute = $3
  if ($2 == "rate:") spacing = 1e9 / $3
  if ($1 == "burst:") burst = $2
  next
}

FNR == 1 {
  format = format_of_line()
  if (format == "edgar") next
}

{
  nanoseconds = taken = 0
  if (format in layout ? access_line() : format == "edgar" ? edgar() : json_line()) {
    if (count == 0) first_s = seconds
    at[++count] = (seconds - first_s) * 1e9 + nanoseconds - taken
    who[count] = client
    routed[count] = path ~ /^\// && path !~ /^[^?]*%([01].|7[Ff])/
    ++statuses[status + 0]
  } else {
    ++malformed
  }
}

END {
  sort()
  for (i = 1; i <= count; ++i) decide(order[i])
  for (client in requests) ++clients
  print "requests " count + 0
  print "malformed " malformed + 0
  print "clients " clients + 0
  print "rejected " all_rejected + 0
  for (status in statuses) print "status " status " " statuses[status]
  for (client in rejected) print "client " client " " requests[client] " " rejected[client]
}

function format_of_line(    name) {
  for (name in layout) if ($0 ~ layout[name]) return name
  if ($0 ~ /^ip,date,time,/) return "edgar"
  return index($0, "\"StartUTC\"") ? "traefik" : "caddy"
}

# 199.72.81.55 - - [01/Jul/1995:00:00:01 -0400] "GET /a HTTP/1.0" 200 6245 "referer" "agent" 0.012
function access_line(    part, month, zone, request) {
  if ($0 !~ layout[format]) return 0
  client = $1
  split(substr($4, 2), part, /[\/:]/)
  month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", part[2]) + 2) / 3
  zone = substr($5, 2, 2) * 3600 + substr($5, 4, 2) * 60
  if ($5 ~ /^-/) zone = -zone
  seconds = day(part[3], month, part[1]) * 86400 + part[4] * 3600 + part[5] * 60 + part[6] - zone
  match($0, quoted)
  status = substr($0, RSTART + RLENGTH + 1, 3)
  request = substr($0, RSTART + 1, RLENGTH - 2)
  path = split(request, part, " ") > 1 ? part[2] : ""
  # The stamp of a log that tells how long a request took is its end.
  if (format == "timed") taken = int($NF * 1e9 + 0.5)
  return 1
}

# ip,date,time,zone,cik,accession,extention,code,size,idx,norefer,noagent,find,crawler,browser
function edgar(    field) {
  if (split($0, field, ",") != 15) return 0
  client = field[1]
  read_iso(field[2] "T" field[3])
  status = field[8]
  path = "/"
  return 1
}

function json_line(    bare) {
  bare = $0
  gsub(quoted, "", bare)
  if (bare !~ /^\{.*\}$/ || gsub(/\{/, "", bare) != gsub(/\}/, "", bare)) return 0
  if (format == "traefik") {
    client = json("ClientHost")
    read_iso(json("StartUTC"))
    status = json("DownstreamStatus")
    path = json("RequestPath")
  } else {
    client = json("client_ip")
    if (client == "") client = json("remote_ip")
    seconds = int(json("ts"))
    nanoseconds = fraction(json("ts"))
    status = json("status")
    path = json("uri")
    taken = int(json("duration") * 1e9 + 0.5)
  }
  return path != ""
}

function json(key,    value) {
  if (!match($0, "[{,]\"" key "\":(" quoted "|[^,}]*)")) return ""
  value = substr($0, RSTART, RLENGTH)
  sub(/^[^:]*:/, "", value)
  gsub(/^"|"$/, "", value)
  return value
}

# 2021-02-05T07:57:16.396057908Z
function read_iso(text,    part) {
  split(text, part, /[-T:.Z]/)
  seconds = day(part[1], part[2], part[3]) * 86400 + part[4] * 3600 + part[5] * 60 + part[6]
  nanoseconds = fraction(text)
}

function fraction(text) {
  if (!match(text, /\.[0-9]+/)) return 0
  return substr(substr(text, RSTART + 1, RLENGTH - 1) "00000000", 1, 9) + 0
}

# Days since 1970-01-01, counted in years that begin in March.
function day(year, month, date) {
  if (month < 3) {
    --year
    month += 12
  }
  return 365 * year + int(year / 4) - int(year / 100) + int(year / 400) \
    + int((153 * month - 457) / 5) + date - 719469
}

# By arrival, equal ones as in the log; quick on what is nearly in order.
function sort(    i, j) {
  for (i = 1; i <= count; ++i) {
    for (j = i - 1; j > 0 && at[order[j]] > at[i]; --j) order[j + 1] = order[j]
    order[j + 1] = i
  }
}

# Both limits are asked, then both are charged or neither.
function decide(i,    now, name) {
  now = at[i]
  name = who[i]
  ++requests[name]
  if (!routed[i]) return
  if (!(name in due)) due[name] = now
  if (used[name] && now - opened[name] >= 60e9) used[name] = 0
  if (used[name] >= per_minute || now < due[name] - burst * spacing) {
    ++rejected[name]
    ++all_rejected
    return
  }
  if (used[name]++ == 0) opened[name] = now
  due[name] = (due[name] > now ? due[name] : now) + spacing
}
