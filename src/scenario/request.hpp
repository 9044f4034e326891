// A request as a person writes it down: a method, a path or URL, headers, and who sends it. Holds
// the texts that the head's views point into. A client that is a trusted proxy stands for the one
// that it names, as in `serve` (http/client_address.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address.hpp"
#include "engine/classify.hpp"
#include "http/framing.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/wire_error.hpp"

namespace gw::scenario {

// Where a request comes from when nothing is said (RFC 5737).
inline constexpr std::string_view kDefaultClient = "192.0.2.1";

struct RequestText {
  std::string method = "GET";
  std::string target = "/";  // "/path?query" or "http://host/path"
  std::string host;          // where the target does not say it
  std::vector<std::pair<std::string, std::string>> headers;
  std::string client{kDefaultClient};
  std::string user;  // the consumer; empty: nobody authenticated
};

// What a configuration says of all requests.
struct RequestRules {
  uint64_t max_body_bytes = http::BodyLimits{}.body_bytes_max;
  std::span<const Cidr> trusted_proxies = {};
};

class Request {
 public:
  explicit Request(RequestText text, const RequestRules& rules = {});
  Request(Request&&) noexcept = default;
  Request& operator=(Request&&) noexcept = default;

  const RequestText& text() const { return *text_; }
  // As http/head_parser reads it; empty when is_bad().
  const http::RequestHead& head() const { return head_; }
  // Refused before routing, as `serve` refuses it: no two readers would take it for the same
  // request, or it passes a bound.
  bool is_bad() const { return refusal_.status != 0; }
  // Status 0 when it is not refused; the reason is "path-encoded-slash", "host-repeated".
  const http::WireError& refusal() const { return refusal_; }
  // As the client sent the host, port included.
  std::string_view authority() const;
  const http::RequestFraming& framing() const { return framing_; }
  // Whether the sender is a proxy that is believed.
  bool is_from_proxy() const { return is_from_proxy_; }
  engine::Caller caller() const;

 private:
  struct Memory;
  std::unique_ptr<RequestText> text_;
  std::unique_ptr<Memory, void (*)(Memory*)> memory_;
  http::RequestHead head_;
  http::RequestFraming framing_;
  std::string client_;  // whom limits count
  bool is_from_proxy_ = false;
  http::WireError refusal_{0, {}};
};

}  // namespace gw::scenario
