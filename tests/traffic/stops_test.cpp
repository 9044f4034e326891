#include "traffic/stops.hpp"

#include <string>
#include <vector>

#include "base/draw.hpp"
#include "support/catch.hpp"

namespace gw::traffic {
namespace {

std::vector<uint32_t> places_of(Stops& stops, std::string_view text) {
  std::vector<uint32_t> places;
  for (const uint32_t* at = stops.from(text.data()); *at != text.size(); ++at) {
    places.push_back(*at);
  }
  return places;
}

std::vector<uint32_t> plainly(std::string_view text) {
  std::vector<uint32_t> places;
  for (uint32_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || text[i] == '"' || text[i] == '\\') places.push_back(i);
  }
  return places;
}

std::vector<uint32_t> plainly_json(std::string_view text) {
  std::vector<uint32_t> places;
  for (uint32_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') places.push_back(i);
  }
  return places;
}

}  // namespace

TEST_CASE("stops: every line feed, quote and backslash, and nothing else", "[traffic]") {
  using Kind = Stops::Kind;
  Stops stops;
  Stops by_bytes(Kind::kText, Stops::Way::kBytes);
  Stops of_json(Kind::kJson);
  Stops of_json_by_bytes(Kind::kJson, Stops::Way::kBytes);
  for (uint64_t seed = 0; seed < 300; ++seed) {
    INFO("seed " << seed);
    const uint64_t choice = draw(Seed{7}, seed, Purpose::kBackoff, 0);
    std::string text(choice % 700, '\0');
    for (uint32_t i = 0; i < text.size(); ++i) {
      const uint64_t drawn = draw(Seed{7}, seed, Purpose::kBackoff, i + 1);
      const bool dense = (choice >> 32) % 3 == 0;
      text[i] = static_cast<char>(dense ? "\n\"\\a\xDC\xA2\x8A\x1C"[drawn % 8] : drawn & 0xFF);
    }
    const size_t size = text.size();
    text.append(Stops::kPadding, seed % 2 == 0 ? '"' : '\n');  // none of the text
    const std::string_view view(text.data(), size);
    for (Stops* each : {&stops, &by_bytes, &of_json, &of_json_by_bytes}) each->find(view);
    CHECK(places_of(stops, view) == plainly(view));
    CHECK(places_of(by_bytes, view) == plainly(view));
    CHECK(places_of(of_json, view) == plainly_json(view));
    CHECK(places_of(of_json_by_bytes, view) == plainly_json(view));
  }
}

TEST_CASE("stops: from a place on they go forward", "[traffic]") {
  std::string text = "\"a\"\nb\\\n";
  const size_t size = text.size();
  text.append(Stops::kPadding, '\0');
  Stops stops;
  stops.find({text.data(), size});
  CHECK(*stops.from(text.data() + 1) == 2);
  CHECK(*stops.from(text.data() + 3) == 3);
  CHECK(*stops.from(text.data() + 4) == 5);
  CHECK(*stops.from(text.data() + 7) == 7);
}

}  // namespace gw::traffic
