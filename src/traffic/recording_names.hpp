// The words of the recording's closed choices, for its writer and its reader.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace gw::traffic {

// In the order of StepEvent, RecordedEnd and RecordedIdentity.
inline constexpr std::array<std::string_view, 5> kStepEventNames{
    {"arrived", "response_head", "finished", "cancelled", "woke"}};
inline constexpr std::array<std::string_view, 5> kRecordedEndNames{
    {"answered", "unreachable", "timed_out", "broken", "aborted"}};
inline constexpr std::array<std::string_view, 3> kRecordedIdentityNames{
    {"anonymous", "authenticated", "refused"}};

template <class Enum, size_t N>
std::optional<Enum> choice_of(const std::array<std::string_view, N>& names, std::string_view word) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == word) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

template <class Enum, size_t N>
std::string_view word_of(const std::array<std::string_view, N>& names, Enum choice) {
  return names[static_cast<size_t>(choice)];
}

}  // namespace gw::traffic
