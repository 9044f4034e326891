#include "scenario/request.hpp"

#include <array>

#include "base/text.hpp"
#include "http/framing.hpp"
#include "http/host.hpp"
#include "http/limits.hpp"
#include "http/target.hpp"
#include "simulate/request_head.hpp"

namespace gw::scenario {
namespace {

simulate::HeadTexts texts_of(const RequestText& text) {
  simulate::HeadTexts texts{text.method, text.target, text.host};
  for (const auto& [name, value] : text.headers) {
    if (texts.host.empty() && equals_ignoring_case(name, "host")) texts.host = value;
  }
  return texts;
}

// Hosts as http/head_parser takes them; without any, the host counts as unknown.
std::string_view host_refusal(const RequestText& text) {
  std::array<char, http::kHostCapacity> scratch;
  size_t count = 0;
  for (const auto& [name, value] : text.headers) {
    if (!equals_ignoring_case(name, "host")) continue;
    if (++count > 1) return "host-repeated";
    if (const auto host = http::parse_authority(value, scratch); !host) return host.error().reason;
  }
  const std::string_view own = simulate::authority_of(texts_of(text));
  if (own.empty()) return {};
  const auto host = http::parse_authority(own, scratch);
  return host ? std::string_view() : host.error().reason;
}

// Why a gateway refuses the head with 400 before it looks for a route; `bad_path` says that the
// path is no canonical one.
std::string_view refusal(const RequestText& text, const http::RequestHead& head, bool bad_path) {
  if (bad_path && head.path != "*") {
    std::array<char, http::kTargetCapacity> scratch;
    const http::WireResult<std::string_view> path = http::canonical_path(head.path, scratch);
    return path ? std::string_view() : path.error().reason;
  }
  if (const std::string_view reason = host_refusal(text); !reason.empty()) return reason;
  const auto framing = http::request_framing(head, http::BodyLimits{}.body_bytes_max);
  return framing || framing.error().status != 400 ? std::string_view() : framing.error().reason;
}

}  // namespace

struct Request::Memory {
  simulate::HeadScratch scratch;
  std::vector<http::Field> fields;
};

Request::Request(RequestText text)
    : text_(std::make_unique<RequestText>(std::move(text))),
      memory_(new Memory, [](Memory* memory) { delete memory; }) {
  bad_ = !simulate::read_head(texts_of(*text_), memory_->scratch, head_);
  for (const auto& [name, value] : text_->headers) memory_->fields.push_back({name, value});
  head_.fields = memory_->fields;
  if (const std::string_view reason = refusal(*text_, head_, bad_); !reason.empty()) {
    bad_ = true;
    bad_reason_ = reason;
  }
}

std::string_view Request::authority() const {
  return simulate::authority_of(texts_of(*text_));
}

engine::Caller Request::caller() const {
  const bool known = !text_->user.empty();
  return {.address = text_->client,
          .consumer = text_->user,
          .identity = known ? engine::Identity::kAuthenticated : engine::Identity::kAnonymous};
}

}  // namespace gw::scenario
