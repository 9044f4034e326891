#include "policy/balancer.hpp"

#include <string>
#include <vector>

#include "base/hash.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::policy;

using Eligible = std::vector<uint8_t>;

std::vector<BalancedEndpoint> endpoints(const std::vector<int32_t>& weights) {
  std::vector<BalancedEndpoint> result;
  for (const int32_t weight : weights) {
    result.push_back({"10.0.0." + std::to_string(result.size()) + ":80", weight});
  }
  return result;
}

// The picks as letters, '-' for none.
std::string picks(Balancer& balancer, const Eligible& eligible, int count) {
  std::string letters;
  for (int i = 0; i < count; ++i) {
    const auto index = balancer.pick(eligible, 0);
    letters += index ? static_cast<char>('a' + *index) : '-';
  }
  return letters;
}

std::vector<uint32_t> ring_picks(const std::vector<BalancedEndpoint>& from,
                                 const Eligible& eligible) {
  Balancer balancer(Balance::kConsistentHash, from);
  std::vector<uint32_t> result;
  for (uint64_t i = 0; i < 20'000; ++i) {
    result.push_back(*balancer.pick(eligible, balance_hash("client-" + std::to_string(i))));
  }
  return result;
}

}  // namespace

TEST_CASE("balancer: round robin goes on after an endpoint that is out", "[policy]") {
  Balancer balancer(Balance::kRoundRobin, endpoints({1, 9, 1}));
  CHECK(picks(balancer, {1, 1, 1}, 5) == "abcab");
  CHECK(picks(balancer, {1, 1, 0}, 4) == "abab");
  CHECK(picks(balancer, {1, 1, 1}, 3) == "cab");
  CHECK(picks(balancer, {0, 0, 0}, 2) == "--");
  CHECK(picks(balancer, {0, 1, 0}, 2) == "bb");
}

TEST_CASE("balancer: smooth weighted spreads the heavy endpoint", "[policy]") {
  Balancer balancer(Balance::kSmoothWeighted, endpoints({5, 1, 1}));
  CHECK(picks(balancer, {1, 1, 1}, 14) == "aabacaaaabacaa");
  CHECK(balancer.digest() == 0);
  CHECK(picks(balancer, {0, 1, 1}, 4) == "bcbc");
  CHECK(picks(balancer, {1, 1, 1}, 7) == "aabacaa");
  CHECK(picks(balancer, {0, 0, 0}, 1) == "-");
}

TEST_CASE("balancer: least connections counts calls in flight against weight", "[policy]") {
  Balancer balancer(Balance::kLeastConnections, endpoints({1, 2, 1}));
  std::string letters;
  for (int i = 0; i < 8; ++i) {
    const uint32_t index = *balancer.pick(Eligible{1, 1, 1}, 0);
    balancer.started(index);
    letters += static_cast<char>('a' + index);
  }
  CHECK(letters == "bcabbcab");
  CHECK(balancer.in_flight(1) == 4);
  balancer.ended(2);
  balancer.ended(2);
  CHECK(picks(balancer, {1, 1, 1}, 1) == "c");
  CHECK(picks(balancer, {1, 1, 0}, 1) == "b");
}

TEST_CASE("balancer: least connections shares idle endpoints out in turn", "[policy]") {
  Balancer balancer(Balance::kLeastConnections, endpoints({1, 1, 1}));
  CHECK(picks(balancer, {1, 1, 1}, 7) == "abcabca");
  CHECK(picks(balancer, {1, 0, 1}, 3) == "cac");
  balancer.started(1);
  CHECK(picks(balancer, {1, 1, 1}, 4) == "acac");
}

TEST_CASE("balancer: the ring gives each endpoint its share", "[policy]") {
  const std::vector<int32_t> weights{1, 2, 3, 4};
  std::vector<int> shares(4, 0);
  for (const uint32_t index : ring_picks(endpoints(weights), {1, 1, 1, 1})) ++shares[index];
  for (size_t i = 0; i < 4; ++i) {
    INFO("endpoint " << i << " got " << shares[i]);
    CHECK(shares[i] > 2'000 * weights[i] * 8 / 10);
    CHECK(shares[i] < 2'000 * weights[i] * 12 / 10);
  }
}

TEST_CASE("balancer: an endpoint that leaves the ring moves its own share alone", "[policy]") {
  std::vector<BalancedEndpoint> all = endpoints({1, 1, 2, 1, 1});
  const std::vector<uint32_t> before = ring_picks(all, {1, 1, 1, 1, 1});
  const std::vector<uint32_t> without = ring_picks(all, {1, 1, 0, 1, 1});
  all.erase(all.begin() + 2);
  const std::vector<uint32_t> removed = ring_picks(all, {1, 1, 1, 1});
  int moved = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i] == 2) {
      ++moved;
    } else {
      REQUIRE(without[i] == before[i]);
    }
    REQUIRE(removed[i] == (without[i] > 2 ? without[i] - 1 : without[i]));
  }
  CHECK(moved > 0);
}

TEST_CASE("balancer: the ring is the same in every run", "[policy]") {
  CHECK(balance_hash("client-1") == 0x3AAC6D6C71A10032);
  Balancer balancer(Balance::kConsistentHash, endpoints({1, 1, 1}));
  std::string letters;
  for (uint64_t i = 0; i < 16; ++i) {
    letters += static_cast<char>('a' + *balancer.pick(Eligible{1, 1, 1}, mix(1, i)));
  }
  CHECK(letters == "ccaaacbcbabbbaba");
}

TEST_CASE("balancer: check names weights and names", "[policy]") {
  const auto message = [](Balance balance, const std::vector<BalancedEndpoint>& from) {
    const Result<void> result = check(balance, from);
    return result ? std::string() : result.error().message;
  };
  CHECK(message(Balance::kRoundRobin, endpoints({1, 1000})).empty());
  CHECK(message(Balance::kRoundRobin, endpoints({1, 1001})) ==
        "the weight of '10.0.0.1:80' must be 1 to 1000, not 1001");
  CHECK(message(Balance::kConsistentHash, endpoints(std::vector<int32_t>(11, 1000))) ==
        "the weights of a consistent hash may add up to 10000, not 11000");
  CHECK(message(Balance::kConsistentHash, {{"a:80", 1}, {"b:80", 1}, {"a:80", 1}}) ==
        "the endpoint 'a:80' comes twice in a consistent hash");
}
