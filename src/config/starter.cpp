#include "config/starter.hpp"

namespace gw::config {
namespace {

constexpr std::string_view kStarter =

    R"(# A gateway in front of one service. gw-config(5) has every key with its meaning and default.
#
#   gw lint                           mistakes, and what could go wrong
#   gw explain gw.yaml /products/7    what becomes of one request, and why
#   gw serve gw.yaml --mock --dev     try it, without any upstream
#
# A setting behind a '#' without a space is switched off: take the '#' away.
# For completion in editors: gw schema > gw.schema.json, and as the first line of this file
# '# yaml-language-server: $schema=./gw.schema.json'.

schema_version: 1

gateway:
  name: my-gateway

# Where clients connect; 0.0.0.0:8080 takes those from other machines too.
listen: 127.0.0.1:8080

# Proxies in front of the gateway: what they alone say in X-Forwarded-For about the client's
# address is believed.
#trusted_proxies: [10.0.0.0/8]

# Caps of the gateway itself: a longer request body is answered 413.
limits:
  max_body: 1MiB

# What routes and services inherit when they do not say otherwise.
defaults:
  # From the request's head to the answer's head, retries included; then 504.
  timeout_ms: 3000
  # For each client and route: ten requests a second, and twenty more at once; then 429.
  rate_limit: {rate: 10/s, burst: 20}

# Upstreams by name; the routes below say which of them answers.
services:
  products:
    endpoints:
      - url: http://products-1.internal:8080
      - url: http://products-2.internal:8080
    # Half of at least twenty calls in ten seconds failed: stop calling for half a minute.
    circuit_breaker: {failure_rate: 50%, open_for: 30s}
    # A failed attempt is made once more, on the other endpoint; POST and PATCH only when nothing
    # was sent.
    retries: {attempts: 1, per_try_timeout_ms: 1000}
    # Requests in flight to this service; more are answered 503.
    #max_in_flight: 200

# What is answered where. Of the routes that match a request the most specific one wins, whatever
# their order.
routes:
  - path: /products
    method: GET
    upstream_service: products

  - path: /products/{productId}
    method: GET
    upstream_service: products
    transform_request:
      add_header: {X-Request-Id: '${generate_uuid}'}
      remove_header: [Cookie]

  # An answer of the gateway's own.
  - path: /health
    method: GET
    mock: {body: '{"status": "up"}', headers: {Content-Type: application/json}}

  # Who may change things has to say who they are: without a consumer the answer is 401.
  #- {path: /orders, method: POST, upstream_service: http://orders.internal, auth_required: true}
)";

}  // namespace

std::string_view starter() {
  return kStarter;
}

}  // namespace gw::config
