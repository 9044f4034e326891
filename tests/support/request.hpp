// A request head that owns its text, for tests and benches: "GET /a?b=c", with a host before the
// path when it matters ("GET api.example.com/a"). The path is taken as canonical.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"
#include "http/target.hpp"

namespace gw::testing {

class Request {
 public:
  explicit Request(std::string text, std::vector<http::Field> fields = {})
      : text_(std::move(text)), fields_(std::move(fields)) {
    std::string_view rest = text_;
    head_.method_text = rest.substr(0, rest.find(' '));
    rest.remove_prefix(head_.method_text.size() + 1);
    head_.host = rest.substr(0, rest.find('/'));
    rest.remove_prefix(head_.host.size());
    head_.method = http::parse_method(head_.method_text);
    const http::SplitTarget target = http::split_target(rest);
    head_.path = target.path;
    head_.query = target.query;
    head_.has_query = target.has_query;
    head_.fields = fields_;
  }
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  const http::RequestHead& head() const { return head_; }

 private:
  std::string text_;
  std::vector<http::Field> fields_;
  http::RequestHead head_;
};

}  // namespace gw::testing
