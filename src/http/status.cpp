#include "http/status.hpp"

#include <algorithm>
#include <array>

namespace gw::http {
namespace {

struct Phrase {
  uint16_t status;
  std::string_view text;
};

// By status, ascending.
constexpr auto kPhrases = std::to_array<Phrase>({
    ,
});

}  // namespace

std::string_view reason_phrase(uint16_t status) {
  const auto* const found = std::lower_bound(
      kPhrases.begin(), kPhrases.end(), status,
      [](const Phrase& phrase, uint16_t wanted) { return phrase.status < wanted; });
  return found != kPhrases.end() && found->status == status ? found->text : std::string_view();
}

}  // namespace gw::http
