// Answers in place of an upstream: the route's fixed answer, an echo of what the upstream would
// have got, or a failure that the command line asked for.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan.hpp"
#include "http/message.hpp"
#include "serve/options.hpp"

namespace gw::serve {

// What is left of `--mock NAME=fail:N`, shared by all workers. NAME is a service, or an endpoint's
// "host:port" or host.
class MockFailures {
 public:
  explicit MockFailures(const std::vector<MockFailure>& failures);

  // True, at most `count` times, when this attempt is to fail.
  bool take(const engine::ServicePlan& service, const engine::EndpointPlan& endpoint);

 private:
  struct Left {
    std::string service;
    std::atomic<uint32_t> count;
  };
  std::vector<std::unique_ptr<Left>> left_;
};

// An upstream's answer as its bytes.
struct MockAnswer {
  std::string bytes;
  Duration delay{0};
};

MockAnswer mock_failure();
MockAnswer mock_of_route(const engine::MockPlan& mock);
// {"service", "endpoint", "method", "target", "headers", "body"} of the request that the endpoint
// would have got; `head` is that request's head, `body` at most kMostEchoed bytes of its body.
constexpr size_t kMostEchoed = 64 * 1024;
MockAnswer mock_echo(std::string_view service, std::string_view endpoint, std::string_view head,
                     std::string_view body);

}  // namespace gw::serve
