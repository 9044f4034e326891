#include "lint/mistakes.hpp"

namespace gw::lint {
namespace {

const std::vector<Mistake> kMistakes{
    {"GW001", {{"timeout_ms: 3000", "timeout_ms: 3000  # gw-ignore GW402: slow  #! GW001"}}},
    {"GW101",
     {{"query: {v: {regex: '[0-9]+'}}\n",
       "query: {v: {regex: '[0-9]+'}}\n"
       "  - name: more{n}  #! GW101\n"
       "    path: /list{n}\n"
       "    method: GET\n"
       "    upstream_service: {s}\n"
       "    timeout_ms: 3000\n"
       "    query: {v: {regex: '[2-7]{2}'}}\n"}}},
    {"GW102",
     {{"query: {v: {regex: '[0-9]+'}}\n",
       "query: {v: {regex: '[0-9]+'}}\n"
       "  - name: more{n}  #! GW102\n"
       "    path: /list{n}\n"
       "    method: GET\n"
       "    upstream_service: {s}\n"
       "    timeout_ms: 3000\n"
       "    query: {v: {regex: '\\d\\d*'}}\n"}}},
    {"GW103",
     {{"- name: r{n}\n    path: /read{n}/{id}/parts\n",
       "- name: more{n}\n"
       "    path: /read{n}/all/{part}\n"
       "    method: GET\n"
       "    upstream_service: {s}\n"
       "    timeout_ms: 3000\n"
       "  - name: r{n}  #! GW103\n"
       "    path: /read{n}/{id}/parts\n"}}},
    {"GW104",
     {{"query: {v: {regex: '[0-9]+'}}\n",
       "query: {v: {regex: '[0-9]+'}}\n"
       "  - name: more{n}  #! GW104\n"
       "    path: /list{n}\n"
       "    method: GET\n"
       "    upstream_service: {s}\n"
       "    timeout_ms: 3000\n"
       "    query: {v: {regex: '.*7'}}\n"}}},
    {"GW111",
     {{"- name: r{n}\n    path: /team{n}/{id}\n",
       "- name: more{n}\n"
       "    path: /team{n}/*\n"
       "    method: GET\n"
       "    upstream_service: {s}\n"
       "    timeout_ms: 3000\n"
       "  - name: r{n}  #! GW111\n"
       "    path: /team{n}/{id}\n"}}},
    {"GW112", {{"path: /team{n}/{id}\n", "path: /*  #! GW112\n"}}},
    {"GW113", {{"path: /read{n}/{id}/parts\n", "path: /*  #! GW113\n"}}},
    {"GW114",
     {{"query: {v: {regex: '[0-9]+'}}\n",
       "query: {v: {regex: '[0-9]+'}}\n"
       "  - name: more{n}\n"
       "    path: /list{n}/  #! GW114\n"
       "    method: GET\n"
       "    upstream_service: partner0\n"
       "    timeout_ms: 3000\n"}}},
    {"GW116",
     {{"- name: r{n}\n    path: /team{n}/{id}\n",
       "- name: more{n}\n"
       "    path: /team{n}/{id}\n"
       "    host: '*.big.example'\n"
       "    method: GET\n"
       "    upstream_service: {s}\n"
       "    timeout_ms: 3000\n"
       "  - name: r{n}  #! GW116\n"
       "    path: /team{n}/{id}\n"
       "    host: api.big.example\n"}}},
    {"GW118",
     {{"  calm{n}:\n",
       "  old{n}:  #! GW118\n"
       "    url: http://old.internal\n"
       "    circuit_breaker: {consecutive_failures: 5}\n"
       "  calm{n}:\n"}}},
    {"GW119",
     {{"path: /read{n}/{id}/parts\n",
       "path: /read{n}/{id}/parts\n"
       "    method: GET\n"
       "    upstream_service: {s}\n"
       "    timeout_ms: 3000\n"
       "  - name: more{n}\n"
       "    path: /read{n}/{name}/owner  #! GW119\n"}}},
    {"GW122",
     {{"- name: r{n}\n", "- name: r{n}  #! GW122\n"},
      {"query: {v: {regex: '[0-9]+'}}\n",
       "query: {v: {regex: '[0-9]+'}}\n"
       "  - name: more{n}\n"
       "    path: /list{n}\n"
       "    method: GET\n"
       "    upstream_service: {s}\n"
       "    timeout_ms: 3000\n"
       "    query: {v: {regex: '\\b7.*'}}\n"}}},
    {"GW205",
     {{"path: /read{n}/{id}/parts\n",
       "path: /read{n}/{id}/parts\n"
       "    transform_request:\n"
       "      add_header:\n"
       "        X-Api-Key: 4f8b1c77d2  #! GW205\n"}}},
    {"GW206",
     {{"url: https://api.partner{n}.example\n", "url: http://api.partner{n}.example  #! GW206\n"}}},
    {"GW209", {{"listen: '127.0.0.1:8080'\n", "listen: '0.0.0.0:8080'  #! GW209\n"}}},
    {"GW210",
     {{"auth_required: true\n", "auth_required: true  #! GW210\n"},
      {"remove_header: Authorization\n", "remove_header: Cookie\n"}}},
    {"GW211", {{"key: [client, header:X-Api-Key]}\n", "key: header:X-Forwarded-For}  #! GW211\n"}}},
    {"GW219",
     {{"max_body: 1MiB\n", "max_keys: 100000\n"}},
     {{"- name: r0\n", "- name: r0  #! GW219\n"}}},
    {"GW301",
     {{"method: [POST, PUT]\n", "method: [POST, PUT]  #! GW301\n"},
      {"auth_required: true\n", "auth_required: false\n"}}},
    {"GW302",
     {{"path: /team{n}/{id}\n",
       "path: /team{n}/{id}/cards  #! GW302\n"
       "    method: GET\n"
       "    upstream_service: {s}\n"
       "    timeout_ms: 3000\n"
       "  - name: more{n}\n"
       "    path: /team{n}/{id}\n"}}},
    {"GW309", {{"key: [client, query:page]}\n", "key: [client, query:api_key]}  #! GW309\n"}}},
    {"GW312", {{"key: [client, query:page]}\n", "key: consumer}  #! GW312\n"}}},
    {"GW401", {{"- name: r{n}\n", "- name: r{n}  #! GW401\n"}, {"    timeout_ms: 3000\n", ""}}},
    {"GW402",
     {{"upstream_service: calm", "upstream_service: calm"},
      {"timeout_ms: 3000\n", "timeout_ms: 120000  #! GW402\n"}}},
    {"GW403",
     {{"attempts: 1\n", "attempts: 5\n"},
      {"per_try_timeout_ms: 800\n", "per_try_timeout_ms: 800  #! GW403\n"}}},
    {"GW405", {{"budget: 20%\n", "budget: 20%\n      non_idempotent: true  #! GW405\n"}}},
    {"GW406", {{"budget: 20%\n", "budget: 100%  #! GW406\n"}}},
    {"GW407", {{"on: [502, 503]\n", "on: [429, 503]  #! GW407\n"}}},
    {"GW408",
     {{"  calm{n}:\n", "  calm{n}:  #! GW408\n"},
      {"circuit_breaker: {consecutive_failures: 5}\n", "circuit_breaker: none\n"}}},
    {"GW410",
     {{"failure_rate: 50%\n", "failure_rate: 50%  #! GW410\n"},
      {"minimum_calls: 20\n", "minimum_calls: 2\n"}}},
    {"GW413",
     {{"failure_rate: 50%\n", "failure_rate: 50%  #! GW413\n"}, {"window: 10s\n", "window: 1s\n"}}},
    {"GW414",
     {{"failure_rate: 50%\n", "failure_rate: 50%  #! GW414\n"},
      {"failing_statuses: [429, 5xx]\n", "failing_statuses: [4xx, 5xx]\n"}}},
    {"GW415", {{"    url: http://calm{n}.internal\n", "    url: http://10.1.2.3  #! GW415\n"}}},
    {"GW418",
     {{"      - url: http://rate{n}-b.internal:8080\n", ""},
      {"load_balancing: least_connections\n", "load_balancing: least_connections  #! GW418\n"}}},
    {"GW419",
     {{"retries:\n", "retries:  #! GW419\n"},
      {"      per_try_timeout_ms: 800\n", ""},
      {"      on: [502, 503]\n", ""}}},
    {"GW421",
     {{"failure_rate: 50%\n", "slow_call_rate: 50%  #! GW421\n      slow_call_duration: 3s\n"}}},
    {"GW422",
     {{"failure_rate: 50%\n", "failure_rate: 50%  #! GW422\n"},
      {"failing_statuses: [429, 5xx]\n", "failing_statuses: [2xx, 5xx]\n"}}},
    {"GW501",
     {{"- name: r{n}\n", "- name: r{n}  #! GW501\n    rate_limit: []\n"},
      {"path: /read{n}/", "path: /read{n}/"}}},
    {"GW503",
     {{"auth_required: true\n",
       "auth_required: true\n    rate_limit: {rate: 10/s, burst: 20}  #! GW503\n"}},
     {},
     3},
    {"GW504", {{"rate: 1/s\n", "requests_per_second: 100  #! GW504\n"}}},
    {"GW505",
     {{"rate: 1/s\n", "rate: 1/2s\n"},
      {"requests_per_minute: 50\n", "requests_per_minute: 50  #! GW505\n"}}},
    {"GW507",
     {{"burst: 100, key: [client, query:page]}\n",
       "burst: 1000, key: [client, query:page]}  #! GW507\n"}}},
    {"GW508", {{", algorithm: sliding_window}\n", "}  #! GW508\n"}}},
    {"GW509", {{"key: [client, header:X-Api-Key]}\n", "key: header:X-Api-Key}  #! GW509\n"}}},
    {"GW511",
     {{"  name: big\n", "  name: big\n  base_url: https://api.big.example\n"}},
     {{"rate_limit: {rate: 50/s, burst: 100}\n",
       "rate_limit: {rate: 50/s, burst: 100}  #! GW511\n"}}},
    {"GW516", {{"queue: {max_wait: 2s}}\n", "queue: {max_wait: 5s}}  #! GW516\n"}}},
};

}  // namespace

std::span<const Mistake> mistakes() {
  return kMistakes;
}

}  // namespace gw::lint
