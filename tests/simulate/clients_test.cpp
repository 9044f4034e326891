#include "simulate/clients.hpp"

#include <string>

#include "base/hash.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;

namespace {

constexpr int64_t kS = 1'000'000'000;

uint32_t intern(Clients& clients, const std::string& name) {
  return clients.intern(keyed_hash({1, 2}, name), name);
}

void reject(Clients& clients, uint32_t client, int64_t second, uint16_t status = 200) {
  clients.rejected(client, {second * kS, status, false});
}

}  // namespace

TEST_CASE("clients: names are told apart and counted through growth", "[simulate]") {
  Clients clients(100'000);
  for (int round = 0; round < 3; ++round) {
    for (uint32_t i = 0; i < 5000; ++i) {
      REQUIRE(intern(clients, "10.0." + std::to_string(i)) == i + 1);
    }
  }
  intern(clients, "10.0.7");
  CHECK(clients.summary(5).clients == 5000);
  const std::vector<ClientRow> busiest = clients.busiest(3);
  REQUIRE(busiest.size() == 3);
  CHECK(busiest[0].client == "10.0.7");
  CHECK(busiest[0].requests == 4);
  CHECK(busiest[1].client == "10.0.0");
  CHECK(busiest[2].client == "10.0.1");
  CHECK(clients.busiest(0).empty());
}

TEST_CASE("clients: beyond the bound they are one client", "[simulate]") {
  Clients clients(2);
  CHECK(intern(clients, "a") == 1);
  CHECK(intern(clients, "b") == 2);
  CHECK(intern(clients, "c") == Clients::kOther);
  CHECK(intern(clients, "d") == Clients::kOther);
  CHECK(intern(clients, "a") == 1);
  reject(clients, Clients::kOther, 1);
  reject(clients, Clients::kOther, 2);
  const Hit hit = clients.summary(5);
  CHECK(hit.clients == 3);
  CHECK(hit.overflow_requests == 2);
  REQUIRE(hit.top.size() == 1);
  CHECK(hit.top[0].client == "(other)");
  CHECK(hit.top[0].requests == 2);
  CHECK(hit.clients_only_rejected == 1);
}

TEST_CASE("clients: the longest stretch ends with a request let through", "[simulate]") {
  Clients clients(10);
  const uint32_t a = intern(clients, "a");
  for (int i = 0; i < 6; ++i) intern(clients, "a");
  reject(clients, a, 10);
  reject(clients, a, 13);
  clients.let_through(a);
  reject(clients, a, 20);
  clients.let_through(a);
  reject(clients, a, 30, 429);
  reject(clients, a, 32, 404);
  const Hit hit = clients.summary(5);
  REQUIRE(hit.top.size() == 1);
  CHECK(hit.top[0].requests == 7);
  CHECK(hit.top[0].rejected == 5);
  CHECK(hit.top[0].rejected_recorded_success == 3);
  CHECK(hit.top[0].first_rejected == WallTime{10 * kS});
  CHECK(hit.top[0].longest_stretch == seconds(3));
  CHECK(hit.top[0].longest_stretch_requests == 2);
  CHECK(hit.rejected_recorded_success == 3);
  CHECK(hit.rejected_recorded_rejected == 1);
  CHECK(hit.rejected_recorded_failure == 1);
  CHECK(hit.first == WallTime{10 * kS});
}

TEST_CASE("clients: the top are ordered by rejected, delayed, requests and name", "[simulate]") {
  Clients clients(10);
  const uint32_t b = intern(clients, "b");
  const uint32_t a = intern(clients, "a");
  const uint32_t c = intern(clients, "c");
  const uint32_t d = intern(clients, "d");
  intern(clients, "e");
  reject(clients, a, 1);
  reject(clients, b, 1);
  reject(clients, c, 1);
  clients.delayed(c);
  clients.delayed(d);
  const auto names = [&](uint32_t top) {
    std::string out;
    for (const ClientRow& row : clients.summary(top).top) out += row.client;
    return out;
  };
  CHECK(names(10) == "cabd");
  CHECK(names(2) == "ca");
  CHECK(names(0).empty());
  CHECK(clients.summary(2).clients_delayed == 2);
}

TEST_CASE("clients: each limit counts a client once", "[simulate]") {
  Clients clients(10);
  const uint32_t a = intern(clients, "a");
  CHECK(clients.first_refusal_by(3, a));
  CHECK_FALSE(clients.first_refusal_by(3, a));
  CHECK(clients.first_refusal_by(5, a));
  CHECK_FALSE(clients.first_refusal_by(5, a));
  CHECK_FALSE(clients.first_refusal_by(3, a));
  CHECK(clients.first_shadow_refusal_by(4, a));
  CHECK_FALSE(clients.first_shadow_refusal_by(4, a));
}
