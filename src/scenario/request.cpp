#include "scenario/request.hpp"

#include <array>

#include "base/text.hpp"
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
}

std::string_view Request::bad_reason() const {
  if (!bad_ || head_.path == "*") return {};
  std::array<char, http::kTargetCapacity> scratch;
  const http::WireResult<std::string_view> path = http::canonical_path(head_.path, scratch);
  return path ? std::string_view{} : path.error().reason;
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
