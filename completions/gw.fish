# fish completion for gw, made by 'gw __docs fish'.
complete -c gw -n __fish_use_subcommand -f -a init -d 'write a commented configuration to begin with'
complete -c gw -n '__fish_seen_subcommand_from init' -l from -d 'draft the routes from this log, plain, gzip or zstd' -r -F
complete -c gw -n '__fish_seen_subcommand_from init' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from init' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from init' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from init' -l force -d 'write over a file that is there'
complete -c gw -n __fish_use_subcommand -f -a validate -d 'check configurations and report every mistake at its place'
complete -c gw -n '__fish_seen_subcommand_from validate' -l overlay -d 'lay the values of this file over those of the configuration: mappings key by key, routes by name, null takes a key away' -r -F
complete -c gw -n '__fish_seen_subcommand_from validate' -l format -d 'how to print what was found' -x -a 'text json github'
complete -c gw -n '__fish_seen_subcommand_from validate' -l env -d 'replace ${env:NAME} by the environment'\''s value; unset variables are errors'
complete -c gw -n '__fish_seen_subcommand_from validate' -l with-files -d 'also read the files that the configuration names (no key of schema version 1 names one)'
complete -c gw -n __fish_use_subcommand -f -a lint -d 'tell what could go wrong with valid configurations'
complete -c gw -n '__fish_seen_subcommand_from lint' -l overlay -d 'lay the values of this file over those of the configuration: mappings key by key, routes by name, null takes a key away' -r -F
complete -c gw -n '__fish_seen_subcommand_from lint' -l format -d 'how to print what was found' -x -a 'text concise json sarif junit github gitlab checkstyle markdown'
complete -c gw -n '__fish_seen_subcommand_from lint' -l output -d 'also write the report to a file, in a format of its own' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l baseline -d 'say nothing of the findings that this file holds; it names files from its own folder' -r -F
complete -c gw -n '__fish_seen_subcommand_from lint' -l write-baseline -d 'write a baseline of all that is found now, and report nothing else' -r -F
complete -c gw -n '__fish_seen_subcommand_from lint' -l max-warnings -d 'exit with 1 when there are more warnings' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l fix -d 'mend what can be mended without changing what the gateway does, and report the rest'
complete -c gw -n '__fish_seen_subcommand_from lint' -l unsafe-fixes -d 'with --fix or --diff: mend too what changes what the gateway does'
complete -c gw -n '__fish_seen_subcommand_from lint' -l diff -d 'print what --fix would change and write nothing; exit code 1 when there is something'
complete -c gw -n '__fish_seen_subcommand_from lint' -l statistics -d 'print how often each rule found something instead of what it found, as text or JSON'
complete -c gw -n '__fish_seen_subcommand_from lint' -l traffic -d 'a log, plain, gzip or zstd, to run through each valid PATH for the rules that need traffic, as one gateway that gets all of it; '\''-'\'' is standard input' -r -F
complete -c gw -n '__fish_seen_subcommand_from lint' -l select -d 'only these rules: ids, names, beginnings of ids (GW2) or families (security, rate-limits), separated by commas' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l ignore -d 'not these; where both lists name a rule the longer word decides' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l fail-on -d 'exit with 1 when something of this severity or above was found' -x -a 'error warning note never'
complete -c gw -n '__fish_seen_subcommand_from lint' -l replicas -d 'gateways that run the configuration side by side, 1..64' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l env -d 'replace ${env:NAME} by the environment'\''s value; unset variables are errors'
complete -c gw -n '__fish_seen_subcommand_from lint' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l subsecond -d 'where in its second a request of a log in whole seconds stands' -x -a 'clump spread jitter'
complete -c gw -n '__fish_seen_subcommand_from lint' -l reorder -d 'how far back from the newest a request may lie, 1s to 1h: one that took long was logged late' -x
complete -c gw -n '__fish_seen_subcommand_from lint' -l assume -d 'what to take for granted where the log does not tell, see ASSUMPTIONS of gw(1); '\''list'\'' prints every assumption with its values and what it changes' -x -a 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client'
complete -c gw -n __fish_use_subcommand -f -a rule -d 'list the rules of '\''gw lint'\'', or explain some of them'
complete -c gw -n '__fish_seen_subcommand_from rule' -l format -d 'how to print them' -x -a 'text markdown json'
complete -c gw -n __fish_use_subcommand -f -a routes -d 'list the routes of a configuration'
complete -c gw -n '__fish_seen_subcommand_from routes' -l overlay -d 'lay the values of this file over those of the configuration: mappings key by key, routes by name, null takes a key away' -r -F
complete -c gw -n '__fish_seen_subcommand_from routes' -l format -d 'how to print it' -x -a 'text json'
complete -c gw -n __fish_use_subcommand -f -a show -d 'print all that a route goes by, each value with its origin'
complete -c gw -n '__fish_seen_subcommand_from show' -l overlay -d 'lay the values of this file over those of the configuration: mappings key by key, routes by name, null takes a key away' -r -F
complete -c gw -n '__fish_seen_subcommand_from show' -l format -d 'how to print it' -x -a 'text json'
complete -c gw -n __fish_use_subcommand -f -a explain -d 'tell what a configuration makes of one request, and why'
complete -c gw -n '__fish_seen_subcommand_from explain' -l overlay -d 'lay the values of this file over those of the configuration: mappings key by key, routes by name, null takes a key away' -r -F
complete -c gw -n '__fish_seen_subcommand_from explain' -l method -d 'the request'\''s method' -x
complete -c gw -n '__fish_seen_subcommand_from explain' -l header -d 'a header of the request' -x
complete -c gw -n '__fish_seen_subcommand_from explain' -l user -d 'the consumer that its credentials stand for' -x
complete -c gw -n '__fish_seen_subcommand_from explain' -l client -d 'where it comes from' -x
complete -c gw -n '__fish_seen_subcommand_from explain' -l at -d 'when it comes, as in 2026-11-24T08:00:00Z' -x
complete -c gw -n '__fish_seen_subcommand_from explain' -l format -d 'how to print it' -x -a 'text json'
complete -c gw -n __fish_use_subcommand -f -a test -d 'run policy tests against configurations, on virtual time'
complete -c gw -n '__fish_seen_subcommand_from test' -l filter -d 'only tests whose name holds this text' -x
complete -c gw -n '__fish_seen_subcommand_from test' -l fail-under -d 'exit with 1 when the tests reach less of the routes or of the policies of a configuration' -x
complete -c gw -n '__fish_seen_subcommand_from test' -l format -d 'how to print what was found' -x -a 'text json junit'
complete -c gw -n '__fish_seen_subcommand_from test' -l watch -d 'run again whenever a test file or a configuration changes, until Ctrl-C'
complete -c gw -n __fish_use_subcommand -f -a diff -d 'show what changes in behaviour between two configurations'
complete -c gw -n '__fish_seen_subcommand_from diff' -l overlay -d 'lay the values of this file over those of the configuration: mappings key by key, routes by name, null takes a key away' -r -F
complete -c gw -n '__fish_seen_subcommand_from diff' -l git -d 'the old side is the same file, and what belongs to it, as of this branch, tag or commit; takes one CONFIG or none' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l format -d 'how to print it; markdown is for a pull request' -x -a 'text json markdown'
complete -c gw -n '__fish_seen_subcommand_from diff' -l fail-on -d 'exit with 1 when it is met, several with commas: any, auth-lost, route-removed, rerouted, limit-tightened' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l traffic -d 'a log to run through both: who is newly refused; plain, gzip or zstd; '\''-'\'' is standard input' -r -F
complete -c gw -n '__fish_seen_subcommand_from diff' -l threads -d 'threads to read and classify with, 1..64; the report does not depend on it; default: one a processor' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l seed -d 'of everything that is drawn' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l strict -d 'a line that cannot be read is an error'
complete -c gw -n '__fish_seen_subcommand_from diff' -l top -d 'rows of the tables, 0..1000' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l subsecond -d 'where in its second a request of a log in whole seconds stands' -x -a 'clump spread jitter'
complete -c gw -n '__fish_seen_subcommand_from diff' -l reorder -d 'how far back from the newest a request may lie, 1s to 1h: one that took long was logged late' -x
complete -c gw -n '__fish_seen_subcommand_from diff' -l assume -d 'what to take for granted where the log does not tell, see ASSUMPTIONS of gw(1); '\''list'\'' prints every assumption with its values and what it changes' -x -a 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client'
complete -c gw -n __fish_use_subcommand -f -a simulate -d 'show what a configuration would have done to the traffic of a log'
complete -c gw -n '__fish_seen_subcommand_from simulate' -l overlay -d 'lay the values of this file over those of the configuration: mappings key by key, routes by name, null takes a key away' -r -F
complete -c gw -n '__fish_seen_subcommand_from simulate' -l traffic -d 'a log to run through the configuration, plain, gzip or zstd; '\''-'\'' is standard input; a recording that was made under CONFIG is replayed, unless --log-format gw is given' -r -F
complete -c gw -n '__fish_seen_subcommand_from simulate' -l replay -d 'run a recording of '\''gw serve --record'\'' again, with the configurations it holds, and compare every verdict; takes no CONFIG' -r -F
complete -c gw -n '__fish_seen_subcommand_from simulate' -l without-steps -d 'replay from arrivals and upstream outcomes alone; a verdict may differ where it was within 5 ms of a threshold, and each that does is listed with its cause'
complete -c gw -n '__fish_seen_subcommand_from simulate' -l format -d 'how to print the report' -x -a 'text json csv'
complete -c gw -n '__fish_seen_subcommand_from simulate' -l fail-if -d 'exit with 1 when it is met, as '\''rejected > 0.1%'\'' or '\''requests < 1000'\'', with 2 when there were no requests to judge; metrics: requests, answered, failed, rejected, unrouted, delayed, shadow_refused, rejected_successes, unrouted_successes, clients_rejected, clients_delayed, retries, malformed' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l like -d 'what if the limits of the configuration were those of another product: nginx, haproxy, envoy-local, kong and more, see EMULATED LIMITERS in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l inject -d 'what if an upstream had failed or been slow for a time: service=inventory,from=12:00,for=5m,errors=80%, see WHAT IF in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l scale -d 'what if there were more clients like those of the log, or fewer: 3x, 0.5x, see WHAT IF in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l replicas -d 'gateways that share the traffic, 1..64' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l balance -d 'how they share it: in turn, or each client'\''s requests at one of them' -x -a 'rr hash'
complete -c gw -n '__fish_seen_subcommand_from simulate' -l store -d 'where replicas count: each for itself, together, or together by permits that each takes in batches, see WHAT IF in gw(1)' -x -a 'local shared lease'
complete -c gw -n '__fish_seen_subcommand_from simulate' -l lease -d 'of --store lease: how many permits a replica takes at a time, 1..1000000' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l node-from -d 'each log is that of one gateway node, which counts for itself what is not shared; the logs are merged in the order of time with or without' -x -a 'filename'
complete -c gw -n '__fish_seen_subcommand_from simulate' -l threads -d 'threads to read and classify with, 1..64; the report does not depend on it; default: one a processor' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l seed -d 'of everything that is drawn' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l strict -d 'a line that cannot be read is an error'
complete -c gw -n '__fish_seen_subcommand_from simulate' -l top -d 'rows of the tables, 0..1000' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l subsecond -d 'where in its second a request of a log in whole seconds stands' -x -a 'clump spread jitter'
complete -c gw -n '__fish_seen_subcommand_from simulate' -l reorder -d 'how far back from the newest a request may lie, 1s to 1h: one that took long was logged late' -x
complete -c gw -n '__fish_seen_subcommand_from simulate' -l assume -d 'what to take for granted where the log does not tell, see ASSUMPTIONS of gw(1); '\''list'\'' prints every assumption with its values and what it changes' -x -a 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client'
complete -c gw -n __fish_use_subcommand -f -a replay -d 'limit breaker'
complete -c gw -n '__fish_seen_subcommand_from replay' -f -a limit -d 'run a log through one rate limit, gw'\''s own or another product'\''s'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l rate -d 'how many requests in how much time: 10/s, 600/m, 3/10s' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l burst -d 'requests beyond the paced one that pass at once, of gcra and token_bucket; for --like what that product calls burst' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l algorithm -d 'gw'\''s own, as a configuration names it; gcra unless it is given' -x -a 'gcra token_bucket fixed_window sliding_window sliding_log'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l like -d 'the limiter of another product, exactly: nginx, nginx-delay, haproxy, envoy-local, envoy-global, kong, traefik, express and more, see EMULATED LIMITERS in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l concurrency -d 'a limit of N requests at a time instead of a rate' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l delay -d 'with --like nginx-delay, requests of the burst that need not wait; with apisix-conn the first mean duration' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l timeout -d 'with --like resilience4j, the longest wait' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l ban -d 'with --like cloudflare and others, how long a key that exceeded the rate stays out' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l step -d 'with --like aws-waf, between two looks at the counters' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l count-refused -d 'refused requests count too, so that a client that never pauses stays out'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l key -d 'what is counted by: client, user, host, method, path, header:NAME, global, or a text with such fields in braces, where a number is a segment of the path: '\''{client} /{1}'\''' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l group-by -d 'a limit for each group of requests, such as '\''/{1}/{2}'\'', and a row in the report' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l config -d 'with --per: the configuration whose routes tell the groups apart' -r -F
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l per -d 'instead of --group-by: a group for each route of --config, or each service, to which gw sends a request; those that no route takes are the group '\''(no route)'\''' -x -a 'route service'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l format -d 'how to print the report' -x -a 'text json csv'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l html -d 'also write the report as a page for a browser, all of it in one file' -r -F
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l subsecond -d 'where in its second a request of a log in whole seconds stands' -x -a 'clump spread jitter'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l reorder -d 'how far back from the newest a request may lie, 1s to 1h: one that took long was logged late' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l assume -d 'what to take for granted where the log does not tell, see ASSUMPTIONS of gw(1); '\''list'\'' prints every assumption with its values and what it changes' -x -a 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l fail-if -d 'exit with 1 when it is met, as '\''rejected > 0.1%'\'' or '\''requests < 1000'\'', with 2 when there were no requests to judge; metrics: requests, answered, failed, rejected, unrouted, delayed, shadow_refused, rejected_successes, unrouted_successes, clients_rejected, clients_delayed, retries, malformed' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l inject -d 'what if an upstream had failed or been slow for a time: service=inventory,from=12:00,for=5m,errors=80%, see WHAT IF in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l scale -d 'what if there were more clients like those of the log, or fewer: 3x, 0.5x, see WHAT IF in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l clients -d 'what clients do that are refused: nothing, or come back, five times at most: after 10ms, after 100ms doubled each time (between half and the whole of it), or when they are told to' -x -a 'none immediate backoff retry-after'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l replicas -d 'gateways that share the traffic, 1..64' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l balance -d 'how they share it: in turn, or each client'\''s requests at one of them' -x -a 'rr hash'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l store -d 'where replicas count: each for itself, together, or together by permits that each takes in batches, see WHAT IF in gw(1)' -x -a 'local shared lease'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l lease -d 'of --store lease: how many permits a replica takes at a time, 1..1000000' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l node-from -d 'each log is that of one gateway node, which counts for itself what is not shared; the logs are merged in the order of time with or without' -x -a 'filename'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l shard -d 'take one of N shares of the keys alone, of a breaker'\''s groups, and print a part for '\''gw merge'\''' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l threads -d 'threads to read and classify with, 1..64; the report does not depend on it; default: one a processor' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l seed -d 'of everything that is drawn' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l strict -d 'a line that cannot be read is an error'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from limit' -l top -d 'rows of the tables, 0..1000' -x
complete -c gw -n __fish_use_subcommand -f -a replay -d 'limit breaker'
complete -c gw -n '__fish_seen_subcommand_from replay' -f -a breaker -d 'run a log through a breaker, gw'\''s own or another product'\''s'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l failure-rate -d 'opens when this share of the calls in the window failed, such as 50%' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l window -d 'the time over which shares are taken; gw'\''s own: 10s unless it is given' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l calls -d 'take shares over the last N calls instead' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l minimum-calls -d 'calls in the window before a share is looked at; gw'\''s own: 20 unless it is given' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l consecutive -d 'opens after N failures in a row; gobreaker and krakend at one more' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l slow-after -d 'a call that takes longer is slow; gw'\''s own: 1s unless it is given' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l slow-rate -d 'opens when this share of the calls in the window was slow' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l open-for -d 'how long it stays open before it lets probes through; gw'\''s own: 30s unless it is given' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l half-open -d 'calls let through as probes; gw'\''s own: 1 unless it is given' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l like -d 'the breaker of another product, exactly, with its defaults for what is not given: resilience4j, polly, opossum, cockatiel, gobreaker, krakend, hystrix, traefik, envoy-outlier, consecutive, see EMULATED BREAKERS in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l timeout -d 'with --like opossum, a call that takes as long fails then' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l hosts -d 'with --like envoy-outlier, hosts of the cluster, which take the calls in turn' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l max-ejected -d 'with --like envoy-outlier, the share of the hosts that may be ejected at a time, its max_ejection_percent; Envoy'\''s own: 10%, which is none of fewer than 10 hosts' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l failures -d 'answers that count as failures: 500-599, or 502,504' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l group-by -d 'a breaker for each group of requests, such as '\''/{1}/{2}'\'', and a row in the report; without it one for the whole log' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l config -d 'with --per: the configuration whose routes tell the groups apart' -r -F
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l per -d 'instead of --group-by: a group for each route of --config, or each service, to which gw sends a request; those that no route takes are the group '\''(no route)'\''' -x -a 'route service'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l format -d 'how to print the report' -x -a 'text json csv'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l html -d 'also write the report as a page for a browser, all of it in one file' -r -F
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l subsecond -d 'where in its second a request of a log in whole seconds stands' -x -a 'clump spread jitter'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l reorder -d 'how far back from the newest a request may lie, 1s to 1h: one that took long was logged late' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l assume -d 'what to take for granted where the log does not tell, see ASSUMPTIONS of gw(1); '\''list'\'' prints every assumption with its values and what it changes' -x -a 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l node-from -d 'each log is that of one gateway node, which counts for itself what is not shared; the logs are merged in the order of time with or without' -x -a 'filename'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l inject -d 'what if an upstream had failed or been slow for a time: service=inventory,from=12:00,for=5m,errors=80%, see WHAT IF in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l scale -d 'what if there were more clients like those of the log, or fewer: 3x, 0.5x, see WHAT IF in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l shard -d 'take one of N shares of the keys alone, of a breaker'\''s groups, and print a part for '\''gw merge'\''' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l threads -d 'threads to read and classify with, 1..64; the report does not depend on it; default: one a processor' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l seed -d 'of everything that is drawn' -x
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l strict -d 'a line that cannot be read is an error'
complete -c gw -n '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from breaker' -l top -d 'rows of the tables, 0..1000' -x
complete -c gw -n __fish_use_subcommand -f -a tune -d 'limit breaker'
complete -c gw -n '__fish_seen_subcommand_from tune' -f -a limit -d 'find the rate limit that fits a log'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l per -d 'the time that a limit counts in, 1ms..1d; or, beside it, route or service instead of --group-by: a group for each route of --config, or each service, to which gw sends a request, and '\''(no route)'\'' for those that no route takes' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l limits -d 'try each of these, at most 10,000 of them; default: steps up to what nobody exceeds' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l block-at-most -d 'of the keys that ever succeeded, how many the suggested limit may reject at all' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l keep-below -d 'instead of that: the largest limit that lets no more than this through, as 800/s, of all keys together and in any stretch of its time' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l incident -d 'an attack in the log, as --between takes it: what the limits do to it is told apart' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l attack -d 'a log of an attack, instead of --incident' -r -F
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l normal -d 'with --incident or --attack, what is normal; default: all that is not the attack' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l key -d 'what is counted by: client, user, host, method, path, header:NAME, global, or a text with such fields in braces, where a number is a segment of the path: '\''{client} /{1}'\''' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l group-by -d 'a limit for each group of requests, such as '\''/{1}/{2}'\'', and a row in the report' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l config -d 'with --per: the configuration whose routes tell the groups apart' -r -F
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l emit -d 'whose configuration the suggestion is written for, with comments where that product cannot say the same' -x -a 'gw nginx haproxy envoy kong'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l format -d 'how to print the result; config is the suggestion alone' -x -a 'text json csv config'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l html -d 'also write the report as a page for a browser, all of it in one file' -r -F
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l subsecond -d 'where in its second a request of a log in whole seconds stands' -x -a 'clump spread jitter'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l reorder -d 'how far back from the newest a request may lie, 1s to 1h: one that took long was logged late' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l assume -d 'what to take for granted where the log does not tell, see ASSUMPTIONS of gw(1); '\''list'\'' prints every assumption with its values and what it changes' -x -a 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l node-from -d 'each log is that of one gateway node, which counts for itself what is not shared; the logs are merged in the order of time with or without' -x -a 'filename'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l scale -d 'what if there were more clients like those of the log, or fewer: 3x, 0.5x, see WHAT IF in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l shard -d 'take one of N shares of the keys alone, of a breaker'\''s groups, and print a part for '\''gw merge'\''' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l threads -d 'threads to read and classify with, 1..64; the report does not depend on it; default: one a processor' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l seed -d 'of everything that is drawn' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l strict -d 'a line that cannot be read is an error'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from limit' -l top -d 'rows of the tables, 0..1000' -x
complete -c gw -n __fish_use_subcommand -f -a tune -d 'limit breaker'
complete -c gw -n '__fish_seen_subcommand_from tune' -f -a breaker -d 'find the circuit breaker that fits a log'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l failure-rate -d 'failure rates to open at, each to be tried' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l window -d 'times to take each rate over' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l consecutive -d 'failures in a row to open after, each to be tried beside the rates' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l minimum-calls -d 'calls in the window before a rate is looked at' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l open-for -d 'how long it stays open before it lets probes through' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l half-open -d 'calls let through as probes' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l lose-at-most -d 'of all successes, how many the suggested breaker may shed' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l lost-weighs -d 'failures spared that outweigh one success lost, 0..1000000' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l outage-rate -d 'a run of calls in which this share fails, at least --minimum-calls long, is an outage that should not be missed' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l failures -d 'answers that count as failures: 500-599, or 502,504' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l group-by -d 'a breaker for each group of requests, such as '\''/{1}/{2}'\'', and a row in the report; without it one for the whole log' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l config -d 'with --per: the configuration whose routes tell the groups apart' -r -F
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l per -d 'instead of --group-by: a group for each route of --config, or each service, to which gw sends a request; those that no route takes are the group '\''(no route)'\''' -x -a 'route service'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l emit -d 'whose configuration the suggestion is written for, with comments where that product cannot say the same' -x -a 'gw envoy'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l format -d 'how to print the result; config is the suggestion alone' -x -a 'text json csv config'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l html -d 'also write the report as a page for a browser, all of it in one file' -r -F
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l subsecond -d 'where in its second a request of a log in whole seconds stands' -x -a 'clump spread jitter'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l reorder -d 'how far back from the newest a request may lie, 1s to 1h: one that took long was logged late' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l assume -d 'what to take for granted where the log does not tell, see ASSUMPTIONS of gw(1); '\''list'\'' prints every assumption with its values and what it changes' -x -a 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l node-from -d 'each log is that of one gateway node, which counts for itself what is not shared; the logs are merged in the order of time with or without' -x -a 'filename'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l inject -d 'what if an upstream had failed or been slow for a time: service=inventory,from=12:00,for=5m,errors=80%, see WHAT IF in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l scale -d 'what if there were more clients like those of the log, or fewer: 3x, 0.5x, see WHAT IF in gw(1)' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l shard -d 'take one of N shares of the keys alone, of a breaker'\''s groups, and print a part for '\''gw merge'\''' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l threads -d 'threads to read and classify with, 1..64; the report does not depend on it; default: one a processor' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l seed -d 'of everything that is drawn' -x
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l strict -d 'a line that cannot be read is an error'
complete -c gw -n '__fish_seen_subcommand_from tune; and __fish_seen_subcommand_from breaker' -l top -d 'rows of the tables, 0..1000' -x
complete -c gw -n __fish_use_subcommand -f -a traffic -d 'stat convert cut grep generate'
complete -c gw -n '__fish_seen_subcommand_from traffic' -f -a stat -d 'what a log holds, and which questions it cannot answer'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from stat' -l format -d 'how to print the report' -x -a 'text json'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from stat' -l top -d 'rows of the tables, 0..1000' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from stat' -l strict -d 'a line that cannot be read is an error'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from stat' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from stat' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from stat' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from stat' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from stat' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n __fish_use_subcommand -f -a traffic -d 'stat convert cut grep generate'
complete -c gw -n '__fish_seen_subcommand_from traffic' -f -a convert -d 'logs of any formats as one log of another, in time order'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from convert' -l to -d 'what to write: gw'\''s JSON lines, CSV, or the combined log format' -x -a 'json csv combined'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from convert' -l anonymise -d 'replace addresses, users and the values of queries, the same by the same under one key of 16 bytes or more, which has to stay secret' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from convert' -l strict -d 'a line that cannot be read is an error'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from convert' -l threads -d 'threads to read and classify with, 1..64; the report does not depend on it; default: one a processor' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from convert' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from convert' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from convert' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from convert' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from convert' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n __fish_use_subcommand -f -a traffic -d 'stat convert cut grep generate'
complete -c gw -n '__fish_seen_subcommand_from traffic' -f -a cut -d 'lines of a log: a time, some requests, a sample of clients'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from cut' -l sample -d 'keep only so many of all clients, 1/100 or 5%, but all of theirs' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from cut' -l by -d 'with --sample, what is kept whole: client, user, host, path, header:NAME, or a text with such fields in braces' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from cut' -l seed -d 'of everything that is drawn' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from cut' -l strict -d 'a line that cannot be read is an error'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from cut' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from cut' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from cut' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from cut' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from cut' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n __fish_use_subcommand -f -a traffic -d 'stat convert cut grep generate'
complete -c gw -n '__fish_seen_subcommand_from traffic' -f -a grep -d 'the lines of one trace in many logs, in time order'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from grep' -l field -d 'what has to be TEXT, where '\''*'\'' stands for any text: client, user, host, method, path, header:NAME, or a text with such fields in braces; default: any part of the line' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from grep' -l log-format -d 'what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, plain, plain-start, haproxy, aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from grep' -l map -d 'where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from grep' -l client -d 'who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or user; a request that does not hold it counts by its address; an IPv6 address is one client however it is written' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from grep' -l only -d 'requests whose path, method, status, host or client matches; '\''*'\'' stands for any text' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from grep' -l between -d 'requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times' -x
complete -c gw -n __fish_use_subcommand -f -a traffic -d 'stat convert cut grep generate'
complete -c gw -n '__fish_seen_subcommand_from traffic' -f -a generate -d 'made-up traffic: waves, bursts, attacks, outages'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l rate -d 'requests in time, on average' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l for -d 'how long, up to 366d' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l start -d 'when it begins, in RFC 3339' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l clients -d 'how many, 1..16777216' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l popularity -d 'who asks how much: the n-th client about 1/n as much as the first, or all alike' -x -a 'zipf uniform'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l routes -d 'how many, 1..1000000' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l errors -d 'answers that are 502 or 503' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l duration -d 'the longest duration, 1ms..1h; each octave below it is as likely' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l diurnal -d 'how far the rate swings over a day, 0%..100%, highest at 14:00 UTC' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l bursts -d 'one client at a time sends many: every=1m,size=20,within=1s' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l attack -d 'clients of 198.18.0.0/15 come on top, from=TIME and for=TIME, with rate=100/s, clients=1, path=/login, status=401' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l outage -d 'requests fail and wait, from=TIME and for=TIME, with errors=100%, latency=0s, and path= for those below it alone' -x
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l to -d 'what to write: gw'\''s JSON lines, CSV, or nginx'\''s combined format with request time' -x -a 'json csv combined'
complete -c gw -n '__fish_seen_subcommand_from traffic; and __fish_seen_subcommand_from generate' -l seed -d 'of everything that is drawn' -x
complete -c gw -n __fish_use_subcommand -f -a merge -d 'put together what runs with --shard found'
complete -c gw -n __fish_use_subcommand -f -a serve -d 'run the configuration as a gateway'
complete -c gw -n '__fish_seen_subcommand_from serve' -l overlay -d 'lay the values of this file over those of the configuration: mappings key by key, routes by name, null takes a key away' -r -F
complete -c gw -n '__fish_seen_subcommand_from serve' -l listen -d 'listen there and not where the configuration says: 127.0.0.1:8080, [::1]:80, :8080; port 0 lets the system choose' -x
complete -c gw -n '__fish_seen_subcommand_from serve' -l upstream -d 'reach the service of that name, or the URL with that host, there instead' -x
complete -c gw -n '__fish_seen_subcommand_from serve' -l mock -d 'ask no upstream: each route'\''s mock answers, else an echo of the upstream request; with a value the next N attempts at that service fail with 503'
complete -c gw -n '__fish_seen_subcommand_from serve' -l watch -d 'reload when a file of the configuration changes, or a pattern of include takes other files; a bad one is reported and the old one stays'
complete -c gw -n '__fish_seen_subcommand_from serve' -l dev -d 'for a developer'\''s machine: loopback only, each request told with the policies that it met, X-Gw-Route, X-Gw-Verdict and X-Gw-Trail on answers, tokens valid-NAME for consumer NAME, CORS for local pages'
complete -c gw -n '__fish_seen_subcommand_from serve' -l record -d 'write the log that '\''gw simulate --replay'\'' replays exactly; replaces the file; header fields with credentials are kept as fingerprints, targets and the rest as they came' -r -F
complete -c gw -n '__fish_seen_subcommand_from serve' -l workers -d 'threads that serve, 1..64' -x
complete -c gw -n '__fish_seen_subcommand_from serve' -l drain-timeout -d 'how long requests may go on after SIGTERM; a second signal ends them at once; default: the configuration'\''s' -x
complete -c gw -n __fish_use_subcommand -f -a schema -d 'print the JSON Schema of the configuration, for editors'
complete -c gw -n __fish_use_subcommand -f -a version -d 'print the version'
complete -c gw -n __fish_use_subcommand -f -a help -d 'show the commands, or one command'\''s options'
