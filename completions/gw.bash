# bash completion for gw, made by 'gw __docs bash'.
_gw() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options=
  local command=${COMP_WORDS[1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W 'init validate lint rule routes show explain test diff simulate replay tune traffic merge serve schema version help --help --version' -- "$word")
    return
  fi
  if [ "$command" = replay ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then
      mapfile -t COMPREPLY < <(compgen -W 'limit breaker --help' -- "$word")
      return
    fi
    command="$command ${COMP_WORDS[2]}"
  fi
  if [ "$command" = tune ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then
      mapfile -t COMPREPLY < <(compgen -W 'limit breaker --help' -- "$word")
      return
    fi
    command="$command ${COMP_WORDS[2]}"
  fi
  if [ "$command" = traffic ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then
      mapfile -t COMPREPLY < <(compgen -W 'stat convert cut grep generate --help' -- "$word")
      return
    fi
    command="$command ${COMP_WORDS[2]}"
  fi
  case "$command $before" in
    'init --from') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'init --log-format') COMPREPLY=()
      return ;;
    'init --map') COMPREPLY=()
      return ;;
    'init --client') COMPREPLY=()
      return ;;
    'validate --overlay') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'validate --format') mapfile -t COMPREPLY < <(compgen -W 'text json github' -- "$word")
      return ;;
    'lint --overlay') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'lint --format') mapfile -t COMPREPLY < <(compgen -W 'text concise json sarif junit github gitlab checkstyle markdown' -- "$word")
      return ;;
    'lint --output') COMPREPLY=()
      return ;;
    'lint --baseline') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'lint --write-baseline') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'lint --max-warnings') COMPREPLY=()
      return ;;
    'lint --traffic') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'lint --select') COMPREPLY=()
      return ;;
    'lint --ignore') COMPREPLY=()
      return ;;
    'lint --fail-on') mapfile -t COMPREPLY < <(compgen -W 'error warning note never' -- "$word")
      return ;;
    'lint --replicas') COMPREPLY=()
      return ;;
    'lint --log-format') COMPREPLY=()
      return ;;
    'lint --map') COMPREPLY=()
      return ;;
    'lint --client') COMPREPLY=()
      return ;;
    'lint --only') COMPREPLY=()
      return ;;
    'lint --between') COMPREPLY=()
      return ;;
    'lint --subsecond') mapfile -t COMPREPLY < <(compgen -W 'clump spread jitter' -- "$word")
      return ;;
    'lint --reorder') COMPREPLY=()
      return ;;
    'lint --assume') mapfile -t COMPREPLY < <(compgen -W 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client' -- "$word")
      return ;;
    'rule --format') mapfile -t COMPREPLY < <(compgen -W 'text markdown json' -- "$word")
      return ;;
    'routes --overlay') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'routes --format') mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$word")
      return ;;
    'show --overlay') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'show --format') mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$word")
      return ;;
    'explain --overlay') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'explain --method') COMPREPLY=()
      return ;;
    'explain --header') COMPREPLY=()
      return ;;
    'explain --user') COMPREPLY=()
      return ;;
    'explain --client') COMPREPLY=()
      return ;;
    'explain --at') COMPREPLY=()
      return ;;
    'explain --format') mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$word")
      return ;;
    'test --filter') COMPREPLY=()
      return ;;
    'test --fail-under') COMPREPLY=()
      return ;;
    'test --format') mapfile -t COMPREPLY < <(compgen -W 'text json junit' -- "$word")
      return ;;
    'diff --overlay') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'diff --git') COMPREPLY=()
      return ;;
    'diff --format') mapfile -t COMPREPLY < <(compgen -W 'text json markdown' -- "$word")
      return ;;
    'diff --fail-on') COMPREPLY=()
      return ;;
    'diff --traffic') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'diff --threads') COMPREPLY=()
      return ;;
    'diff --seed') COMPREPLY=()
      return ;;
    'diff --top') COMPREPLY=()
      return ;;
    'diff --log-format') COMPREPLY=()
      return ;;
    'diff --map') COMPREPLY=()
      return ;;
    'diff --client') COMPREPLY=()
      return ;;
    'diff --only') COMPREPLY=()
      return ;;
    'diff --between') COMPREPLY=()
      return ;;
    'diff --subsecond') mapfile -t COMPREPLY < <(compgen -W 'clump spread jitter' -- "$word")
      return ;;
    'diff --reorder') COMPREPLY=()
      return ;;
    'diff --assume') mapfile -t COMPREPLY < <(compgen -W 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client' -- "$word")
      return ;;
    'simulate --overlay') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'simulate --traffic') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'simulate --replay') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'simulate --format') mapfile -t COMPREPLY < <(compgen -W 'text json csv' -- "$word")
      return ;;
    'simulate --fail-if') COMPREPLY=()
      return ;;
    'simulate --like') COMPREPLY=()
      return ;;
    'simulate --inject') COMPREPLY=()
      return ;;
    'simulate --scale') COMPREPLY=()
      return ;;
    'simulate --replicas') COMPREPLY=()
      return ;;
    'simulate --balance') mapfile -t COMPREPLY < <(compgen -W 'rr hash' -- "$word")
      return ;;
    'simulate --store') mapfile -t COMPREPLY < <(compgen -W 'local shared lease' -- "$word")
      return ;;
    'simulate --lease') COMPREPLY=()
      return ;;
    'simulate --node-from') mapfile -t COMPREPLY < <(compgen -W 'filename' -- "$word")
      return ;;
    'simulate --threads') COMPREPLY=()
      return ;;
    'simulate --seed') COMPREPLY=()
      return ;;
    'simulate --top') COMPREPLY=()
      return ;;
    'simulate --log-format') COMPREPLY=()
      return ;;
    'simulate --map') COMPREPLY=()
      return ;;
    'simulate --client') COMPREPLY=()
      return ;;
    'simulate --only') COMPREPLY=()
      return ;;
    'simulate --between') COMPREPLY=()
      return ;;
    'simulate --subsecond') mapfile -t COMPREPLY < <(compgen -W 'clump spread jitter' -- "$word")
      return ;;
    'simulate --reorder') COMPREPLY=()
      return ;;
    'simulate --assume') mapfile -t COMPREPLY < <(compgen -W 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client' -- "$word")
      return ;;
    'replay limit --rate') COMPREPLY=()
      return ;;
    'replay limit --burst') COMPREPLY=()
      return ;;
    'replay limit --algorithm') mapfile -t COMPREPLY < <(compgen -W 'gcra token_bucket fixed_window sliding_window sliding_log' -- "$word")
      return ;;
    'replay limit --like') COMPREPLY=()
      return ;;
    'replay limit --concurrency') COMPREPLY=()
      return ;;
    'replay limit --delay') COMPREPLY=()
      return ;;
    'replay limit --timeout') COMPREPLY=()
      return ;;
    'replay limit --ban') COMPREPLY=()
      return ;;
    'replay limit --step') COMPREPLY=()
      return ;;
    'replay limit --key') COMPREPLY=()
      return ;;
    'replay limit --group-by') COMPREPLY=()
      return ;;
    'replay limit --config') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'replay limit --per') mapfile -t COMPREPLY < <(compgen -W 'route service' -- "$word")
      return ;;
    'replay limit --format') mapfile -t COMPREPLY < <(compgen -W 'text json csv' -- "$word")
      return ;;
    'replay limit --html') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'replay limit --log-format') COMPREPLY=()
      return ;;
    'replay limit --map') COMPREPLY=()
      return ;;
    'replay limit --client') COMPREPLY=()
      return ;;
    'replay limit --only') COMPREPLY=()
      return ;;
    'replay limit --between') COMPREPLY=()
      return ;;
    'replay limit --subsecond') mapfile -t COMPREPLY < <(compgen -W 'clump spread jitter' -- "$word")
      return ;;
    'replay limit --reorder') COMPREPLY=()
      return ;;
    'replay limit --assume') mapfile -t COMPREPLY < <(compgen -W 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client' -- "$word")
      return ;;
    'replay limit --fail-if') COMPREPLY=()
      return ;;
    'replay limit --inject') COMPREPLY=()
      return ;;
    'replay limit --scale') COMPREPLY=()
      return ;;
    'replay limit --clients') mapfile -t COMPREPLY < <(compgen -W 'none immediate backoff retry-after' -- "$word")
      return ;;
    'replay limit --replicas') COMPREPLY=()
      return ;;
    'replay limit --balance') mapfile -t COMPREPLY < <(compgen -W 'rr hash' -- "$word")
      return ;;
    'replay limit --store') mapfile -t COMPREPLY < <(compgen -W 'local shared lease' -- "$word")
      return ;;
    'replay limit --lease') COMPREPLY=()
      return ;;
    'replay limit --node-from') mapfile -t COMPREPLY < <(compgen -W 'filename' -- "$word")
      return ;;
    'replay limit --shard') COMPREPLY=()
      return ;;
    'replay limit --threads') COMPREPLY=()
      return ;;
    'replay limit --seed') COMPREPLY=()
      return ;;
    'replay limit --top') COMPREPLY=()
      return ;;
    'replay breaker --failure-rate') COMPREPLY=()
      return ;;
    'replay breaker --window') COMPREPLY=()
      return ;;
    'replay breaker --calls') COMPREPLY=()
      return ;;
    'replay breaker --minimum-calls') COMPREPLY=()
      return ;;
    'replay breaker --consecutive') COMPREPLY=()
      return ;;
    'replay breaker --slow-after') COMPREPLY=()
      return ;;
    'replay breaker --slow-rate') COMPREPLY=()
      return ;;
    'replay breaker --open-for') COMPREPLY=()
      return ;;
    'replay breaker --half-open') COMPREPLY=()
      return ;;
    'replay breaker --like') COMPREPLY=()
      return ;;
    'replay breaker --timeout') COMPREPLY=()
      return ;;
    'replay breaker --hosts') COMPREPLY=()
      return ;;
    'replay breaker --max-ejected') COMPREPLY=()
      return ;;
    'replay breaker --failures') COMPREPLY=()
      return ;;
    'replay breaker --group-by') COMPREPLY=()
      return ;;
    'replay breaker --config') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'replay breaker --per') mapfile -t COMPREPLY < <(compgen -W 'route service' -- "$word")
      return ;;
    'replay breaker --format') mapfile -t COMPREPLY < <(compgen -W 'text json csv' -- "$word")
      return ;;
    'replay breaker --html') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'replay breaker --log-format') COMPREPLY=()
      return ;;
    'replay breaker --map') COMPREPLY=()
      return ;;
    'replay breaker --client') COMPREPLY=()
      return ;;
    'replay breaker --only') COMPREPLY=()
      return ;;
    'replay breaker --between') COMPREPLY=()
      return ;;
    'replay breaker --subsecond') mapfile -t COMPREPLY < <(compgen -W 'clump spread jitter' -- "$word")
      return ;;
    'replay breaker --reorder') COMPREPLY=()
      return ;;
    'replay breaker --assume') mapfile -t COMPREPLY < <(compgen -W 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client' -- "$word")
      return ;;
    'replay breaker --node-from') mapfile -t COMPREPLY < <(compgen -W 'filename' -- "$word")
      return ;;
    'replay breaker --inject') COMPREPLY=()
      return ;;
    'replay breaker --scale') COMPREPLY=()
      return ;;
    'replay breaker --shard') COMPREPLY=()
      return ;;
    'replay breaker --threads') COMPREPLY=()
      return ;;
    'replay breaker --seed') COMPREPLY=()
      return ;;
    'replay breaker --top') COMPREPLY=()
      return ;;
    'tune limit --per') COMPREPLY=()
      return ;;
    'tune limit --limits') COMPREPLY=()
      return ;;
    'tune limit --block-at-most') COMPREPLY=()
      return ;;
    'tune limit --keep-below') COMPREPLY=()
      return ;;
    'tune limit --incident') COMPREPLY=()
      return ;;
    'tune limit --attack') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'tune limit --normal') COMPREPLY=()
      return ;;
    'tune limit --key') COMPREPLY=()
      return ;;
    'tune limit --group-by') COMPREPLY=()
      return ;;
    'tune limit --config') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'tune limit --emit') mapfile -t COMPREPLY < <(compgen -W 'gw nginx haproxy envoy kong' -- "$word")
      return ;;
    'tune limit --format') mapfile -t COMPREPLY < <(compgen -W 'text json csv config' -- "$word")
      return ;;
    'tune limit --html') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'tune limit --log-format') COMPREPLY=()
      return ;;
    'tune limit --map') COMPREPLY=()
      return ;;
    'tune limit --client') COMPREPLY=()
      return ;;
    'tune limit --only') COMPREPLY=()
      return ;;
    'tune limit --between') COMPREPLY=()
      return ;;
    'tune limit --subsecond') mapfile -t COMPREPLY < <(compgen -W 'clump spread jitter' -- "$word")
      return ;;
    'tune limit --reorder') COMPREPLY=()
      return ;;
    'tune limit --assume') mapfile -t COMPREPLY < <(compgen -W 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client' -- "$word")
      return ;;
    'tune limit --node-from') mapfile -t COMPREPLY < <(compgen -W 'filename' -- "$word")
      return ;;
    'tune limit --scale') COMPREPLY=()
      return ;;
    'tune limit --shard') COMPREPLY=()
      return ;;
    'tune limit --threads') COMPREPLY=()
      return ;;
    'tune limit --seed') COMPREPLY=()
      return ;;
    'tune limit --top') COMPREPLY=()
      return ;;
    'tune breaker --failure-rate') COMPREPLY=()
      return ;;
    'tune breaker --window') COMPREPLY=()
      return ;;
    'tune breaker --consecutive') COMPREPLY=()
      return ;;
    'tune breaker --minimum-calls') COMPREPLY=()
      return ;;
    'tune breaker --open-for') COMPREPLY=()
      return ;;
    'tune breaker --half-open') COMPREPLY=()
      return ;;
    'tune breaker --lose-at-most') COMPREPLY=()
      return ;;
    'tune breaker --lost-weighs') COMPREPLY=()
      return ;;
    'tune breaker --outage-rate') COMPREPLY=()
      return ;;
    'tune breaker --failures') COMPREPLY=()
      return ;;
    'tune breaker --group-by') COMPREPLY=()
      return ;;
    'tune breaker --config') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'tune breaker --per') mapfile -t COMPREPLY < <(compgen -W 'route service' -- "$word")
      return ;;
    'tune breaker --emit') mapfile -t COMPREPLY < <(compgen -W 'gw envoy' -- "$word")
      return ;;
    'tune breaker --format') mapfile -t COMPREPLY < <(compgen -W 'text json csv config' -- "$word")
      return ;;
    'tune breaker --html') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'tune breaker --log-format') COMPREPLY=()
      return ;;
    'tune breaker --map') COMPREPLY=()
      return ;;
    'tune breaker --client') COMPREPLY=()
      return ;;
    'tune breaker --only') COMPREPLY=()
      return ;;
    'tune breaker --between') COMPREPLY=()
      return ;;
    'tune breaker --subsecond') mapfile -t COMPREPLY < <(compgen -W 'clump spread jitter' -- "$word")
      return ;;
    'tune breaker --reorder') COMPREPLY=()
      return ;;
    'tune breaker --assume') mapfile -t COMPREPLY < <(compgen -W 'auth=none subsecond=clump subsecond=jitter client=xff:1 client=user clients=backoff clients=retry-after duration=250ms refused=left-out sampled=1/100 sampled=1/100:client' -- "$word")
      return ;;
    'tune breaker --node-from') mapfile -t COMPREPLY < <(compgen -W 'filename' -- "$word")
      return ;;
    'tune breaker --inject') COMPREPLY=()
      return ;;
    'tune breaker --scale') COMPREPLY=()
      return ;;
    'tune breaker --shard') COMPREPLY=()
      return ;;
    'tune breaker --threads') COMPREPLY=()
      return ;;
    'tune breaker --seed') COMPREPLY=()
      return ;;
    'tune breaker --top') COMPREPLY=()
      return ;;
    'traffic stat --format') mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$word")
      return ;;
    'traffic stat --top') COMPREPLY=()
      return ;;
    'traffic stat --log-format') COMPREPLY=()
      return ;;
    'traffic stat --map') COMPREPLY=()
      return ;;
    'traffic stat --client') COMPREPLY=()
      return ;;
    'traffic stat --only') COMPREPLY=()
      return ;;
    'traffic stat --between') COMPREPLY=()
      return ;;
    'traffic convert --to') mapfile -t COMPREPLY < <(compgen -W 'json csv combined' -- "$word")
      return ;;
    'traffic convert --anonymise') COMPREPLY=()
      return ;;
    'traffic convert --threads') COMPREPLY=()
      return ;;
    'traffic convert --log-format') COMPREPLY=()
      return ;;
    'traffic convert --map') COMPREPLY=()
      return ;;
    'traffic convert --client') COMPREPLY=()
      return ;;
    'traffic convert --only') COMPREPLY=()
      return ;;
    'traffic convert --between') COMPREPLY=()
      return ;;
    'traffic cut --sample') COMPREPLY=()
      return ;;
    'traffic cut --by') COMPREPLY=()
      return ;;
    'traffic cut --seed') COMPREPLY=()
      return ;;
    'traffic cut --log-format') COMPREPLY=()
      return ;;
    'traffic cut --map') COMPREPLY=()
      return ;;
    'traffic cut --client') COMPREPLY=()
      return ;;
    'traffic cut --only') COMPREPLY=()
      return ;;
    'traffic cut --between') COMPREPLY=()
      return ;;
    'traffic grep --field') COMPREPLY=()
      return ;;
    'traffic grep --log-format') COMPREPLY=()
      return ;;
    'traffic grep --map') COMPREPLY=()
      return ;;
    'traffic grep --client') COMPREPLY=()
      return ;;
    'traffic grep --only') COMPREPLY=()
      return ;;
    'traffic grep --between') COMPREPLY=()
      return ;;
    'traffic generate --rate') COMPREPLY=()
      return ;;
    'traffic generate --for') COMPREPLY=()
      return ;;
    'traffic generate --start') COMPREPLY=()
      return ;;
    'traffic generate --clients') COMPREPLY=()
      return ;;
    'traffic generate --popularity') mapfile -t COMPREPLY < <(compgen -W 'zipf uniform' -- "$word")
      return ;;
    'traffic generate --routes') COMPREPLY=()
      return ;;
    'traffic generate --errors') COMPREPLY=()
      return ;;
    'traffic generate --duration') COMPREPLY=()
      return ;;
    'traffic generate --diurnal') COMPREPLY=()
      return ;;
    'traffic generate --bursts') COMPREPLY=()
      return ;;
    'traffic generate --attack') COMPREPLY=()
      return ;;
    'traffic generate --outage') COMPREPLY=()
      return ;;
    'traffic generate --to') mapfile -t COMPREPLY < <(compgen -W 'json csv combined' -- "$word")
      return ;;
    'traffic generate --seed') COMPREPLY=()
      return ;;
    'serve --overlay') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'serve --listen') COMPREPLY=()
      return ;;
    'serve --upstream') COMPREPLY=()
      return ;;
    'serve --record') mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    'serve --workers') COMPREPLY=()
      return ;;
    'serve --drain-timeout') COMPREPLY=()
      return ;;
  esac
  case "$command" in
    help) mapfile -t COMPREPLY < <(compgen -W 'init validate lint rule routes show explain test diff simulate replay tune traffic merge serve schema version help' -- "$word")
      return ;;
    'init') options='--help --from --log-format --map --client --force' ;;
    'validate') options='--help --overlay --format --env --with-files' ;;
    'lint') options='--help --overlay --format --output --baseline --write-baseline --max-warnings --fix --unsafe-fixes --diff --statistics --traffic --select --ignore --fail-on --replicas --env --log-format --map --client --only --between --subsecond --reorder --assume' ;;
    'rule') options='--help --format' ;;
    'routes') options='--help --overlay --format' ;;
    'show') options='--help --overlay --format' ;;
    'explain') options='--help --overlay --method --header --user --client --at --format' ;;
    'test') options='--help --filter --fail-under --format --watch' ;;
    'diff') options='--help --overlay --git --format --fail-on --traffic --threads --seed --strict --top --log-format --map --client --only --between --subsecond --reorder --assume' ;;
    'simulate') options='--help --overlay --traffic --replay --without-steps --format --fail-if --like --inject --scale --replicas --balance --store --lease --node-from --threads --seed --strict --top --log-format --map --client --only --between --subsecond --reorder --assume' ;;
    'replay limit') options='--help --rate --burst --algorithm --like --concurrency --delay --timeout --ban --step --count-refused --key --group-by --config --per --format --html --log-format --map --client --only --between --subsecond --reorder --assume --fail-if --inject --scale --clients --replicas --balance --store --lease --node-from --shard --threads --seed --strict --top' ;;
    'replay breaker') options='--help --failure-rate --window --calls --minimum-calls --consecutive --slow-after --slow-rate --open-for --half-open --like --timeout --hosts --max-ejected --failures --group-by --config --per --format --html --log-format --map --client --only --between --subsecond --reorder --assume --node-from --inject --scale --shard --threads --seed --strict --top' ;;
    'tune limit') options='--help --per --limits --block-at-most --keep-below --incident --attack --normal --key --group-by --config --emit --format --html --log-format --map --client --only --between --subsecond --reorder --assume --node-from --scale --shard --threads --seed --strict --top' ;;
    'tune breaker') options='--help --failure-rate --window --consecutive --minimum-calls --open-for --half-open --lose-at-most --lost-weighs --outage-rate --failures --group-by --config --per --emit --format --html --log-format --map --client --only --between --subsecond --reorder --assume --node-from --inject --scale --shard --threads --seed --strict --top' ;;
    'traffic stat') options='--help --format --top --strict --log-format --map --client --only --between' ;;
    'traffic convert') options='--help --to --anonymise --strict --threads --log-format --map --client --only --between' ;;
    'traffic cut') options='--help --sample --by --seed --strict --log-format --map --client --only --between' ;;
    'traffic grep') options='--help --field --log-format --map --client --only --between' ;;
    'traffic generate') options='--help --rate --for --start --clients --popularity --routes --errors --duration --diurnal --bursts --attack --outage --to --seed' ;;
    'merge') options='--help' ;;
    'serve') options='--help --overlay --listen --upstream --mock --watch --dev --record --workers --drain-timeout' ;;
    'schema') options='--help' ;;
    'version') options='--help' ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -F _gw gw
