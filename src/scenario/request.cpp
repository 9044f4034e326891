#include "scenario/request.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/client_address.hpp"
#include "http/head_parser.hpp"
#include "http/limits.hpp"
#include "simulate/request_head.hpp"

namespace gw::scenario {
namespace {

// Stands where a request names no host: then no route's host is met.
constexpr std::string_view kNoHost = "unknown.invalid";

bool names_host(const RequestText& text) {
  return std::any_of(text.headers.begin(), text.headers.end(),
                     [](const auto& field) { return equals_ignoring_case(field.first, "host"); });
}

simulate::HeadTexts texts_of(const RequestText& text) {
  simulate::HeadTexts texts{text.method, text.target, text.host};
  for (const auto& [name, value] : text.headers) {
    if (texts.host.empty() && equals_ignoring_case(name, "host")) texts.host = value;
  }
  return texts;
}

// The head as a client sends it, with a Host field of its own in front where the text has none.
std::string head_bytes(const RequestText& text, std::string_view host) {
  std::string out = text.method + " " + text.target + " HTTP/1.1\r\n";
  if (!host.empty()) out.append("Host: ").append(host).append("\r\n");
  for (const auto& [name, value] : text.headers) {
    out.append(name).append(": ").append(value).append("\r\n");
  }
  return out.append("\r\n");
}

// Bytes that would end a line of the head and begin one that nobody wrote.
bool breaks_lines(const RequestText& text) {
  const auto breaks = [](std::string_view part) {
    return part.find_first_of("\r\n") != std::string_view::npos;
  };
  return breaks(text.method) || breaks(text.target) || breaks(text.host) ||
         std::any_of(text.headers.begin(), text.headers.end(), [&](const auto& field) {
           return breaks(field.first) || breaks(field.second);
         });
}

}  // namespace

struct Request::Memory {
  std::string bytes;
  http::RequestParse parse;
};

Request::Request(RequestText text, const RequestRules& rules)
    : text_(std::make_unique<RequestText>(std::move(text))),
      memory_(new Memory, [](Memory* memory) { delete memory; }),
      client_(text_->client) {
  std::string_view own_host;
  if (!names_host(*text_)) own_host = authority();
  const bool is_nowhere = own_host.empty() && !names_host(*text_);
  if (is_nowhere) own_host = kNoHost;
  memory_->bytes = head_bytes(*text_, own_host);
  http::HeadProgress progress;
  const http::HeadOutcome outcome =
      http::parse_request_head(memory_->bytes, http::HeadLimits{}, progress, memory_->parse);
  head_ = memory_->parse.head;
  if (is_nowhere) {
    head_.host = {};
    if (!head_.fields.empty()) head_.fields = head_.fields.subspan(1);
  }
  if (breaks_lines(*text_)) {
    refusal_ = {400, "control-character"};
  } else if (const auto* error = std::get_if<http::WireError>(&outcome)) {
    refusal_ = *error;
  } else if (const auto framing = http::request_framing(head_, rules.max_body_bytes); !framing) {
    refusal_ = framing.error();
  } else {
    framing_ = *framing;
  }
  const std::optional<IpAddress> peer = parse_ip(text_->client);
  is_from_proxy_ = peer && http::is_trusted(*peer, rules.trusted_proxies);
  if (is_from_proxy_) {
    const auto said = http::forwarded_client(head_.fields, rules.trusted_proxies);
    if (said) client_ = to_string(*said);
  }
  if (is_bad()) head_ = {};
}

std::string_view Request::authority() const {
  return simulate::authority_of(texts_of(*text_));
}

engine::Caller Request::caller() const {
  const bool known = !text_->user.empty();
  return {.address = client_,
          .consumer = text_->user,
          .identity = known ? engine::Identity::kAuthenticated : engine::Identity::kAnonymous};
}

}  // namespace gw::scenario
