#include "engine/classify.hpp"

#include "engine/draft.hpp"
#include "support/catch.hpp"
#include "support/request.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;
using Kind = KeyPart::Kind;

constexpr HashKey kKey{1, 2};

std::shared_ptr<const Plan> keyed(std::vector<KeyPart> key) {
  Draft draft;
  const uint32_t limit = draft.limit("main", fixed_window(1, seconds(1)));
  draft.limit_at(limit).key = std::move(key);
  draft.route("/a/{x}/*").limits = {limit};
  draft.route("/b").limits = {limit};
  return draft.finish();
}

struct Call {
  std::string line = "GET /a/x/y";
  Caller caller{.address = "10.0.0.1"};
  std::vector<http::Field> fields{};
};

uint64_t key_of(const Plan& plan, const Call& call) {
  const Request request(call.line, call.fields);
  Match match;
  const Classified classified = classify(plan, request.head(), call.caller, kKey, match);
  REQUIRE(classified.limit_count == 1);
  return classified.keys[0];
}

bool same(std::vector<KeyPart> key, const Call& a, const Call& b) {
  const auto plan = keyed(std::move(key));
  return key_of(*plan, a) == key_of(*plan, b);
}

}  // namespace

TEST_CASE("classify: the default key is the consumer, else the client", "[engine]") {
  const std::vector<KeyPart> key{{Kind::kDefault, "", 0}};
  const Call alice{.caller = {.address = "1.1.1.1", .consumer = "alice"}};
  const Call roaming_alice{.caller = {.address = "2.2.2.2", .consumer = "alice"}};
  const Call one{.caller = {.address = "1.1.1.1"}};
  const Call two{.caller = {.address = "2.2.2.2"}};
  CHECK(same(key, alice, roaming_alice));
  CHECK(same(key, one, one));
  CHECK_FALSE(same(key, one, two));
  CHECK_FALSE(same(key, alice, one));
  // A consumer who is named like an address is not that client.
  CHECK_FALSE(same(key, {.caller = {.address = "2.2.2.2", .consumer = "1.1.1.1"}}, one));
}

TEST_CASE("classify: a known hash of the address stands for the address alone", "[engine]") {
  const std::vector<KeyPart> key{{Kind::kDefault, "", 0}};
  const Call plain{.caller = {.address = "1.1.1.1"}};
  Call known = plain;
  known.caller.address_hash = keyed_hash(kKey, "1.1.1.1");
  CHECK(same(key, plain, known));
  known.caller.address_hash = 7;
  CHECK_FALSE(same(key, plain, known));
  known.caller.consumer = "alice";
  CHECK(same(key, {.caller = {.address = "1.1.1.1", .consumer = "alice"}}, known));
}

TEST_CASE("classify: each kind of key reads its own", "[engine]") {
  const Call plain;
  const Call consumer{.caller = {.address = "10.0.0.1", .consumer = "alice"}};
  const Call client{.caller = {.address = "10.0.0.2"}};
  const Call header{.fields = {{"X-Tenant", "t"}}};
  const Call query{.line = "GET /a/x/y?q=1"};
  const Call param{.line = "GET /a/z/y"};
  const Call rest{.line = "GET /a/x/z"};
  const Call route{.line = "GET /b"};
  struct Row {
    KeyPart part;
    const Call* different;
  };
  const std::vector<Row> rows{
      {{Kind::kClient, "", 0}, &client},  {{Kind::kConsumer, "", 0}, &consumer},
      {{Kind::kRoute, "", 0}, &route},    {{Kind::kHeader, "x-tenant", 0}, &header},
      {{Kind::kQuery, "q", 0}, &query},   {{Kind::kParam, "x", 0}, &param},
      {{Kind::kParam, "rest", 1}, &rest}, {{Kind::kGlobal, "", 0}, nullptr}};
  for (const Row& row : rows) {
    for (const Call* call : {&consumer, &client, &header, &query, &param, &rest, &route}) {
      const bool by_param = row.part.kind == Kind::kParam;
      if (by_param && call == &route) continue;
      INFO("kind " << static_cast<int>(row.part.kind) << ", " << call->line);
      CHECK(same({row.part}, plain, *call) == (call != row.different));
    }
  }
}

TEST_CASE("classify: parts of a key do not run into each other", "[engine]") {
  const std::vector<KeyPart> key{{Kind::kHeader, "x-a", 0}, {Kind::kHeader, "x-b", 0}};
  const auto call = [](const char* a, const char* b) {
    return Call{.fields = {{"x-a", a}, {"x-b", b}}};
  };
  CHECK(same(key, call("1", "2"), call("1", "2")));
  CHECK_FALSE(same(key, call("1", "2"), call("2", "1")));
  CHECK_FALSE(same(key, call("12", ""), call("1", "2")));
  CHECK_FALSE(same(key, call("", "12"), call("12", "")));
  CHECK(same(key, call("", ""), Call{}));
}

TEST_CASE("classify: what a request says of itself", "[engine]") {
  Draft draft;
  const auto plan_with_route = [&] {
    draft.route("GET /a");
    draft.route("POST /b");
    return draft.finish();
  };
  const auto plan = plan_with_route();
  Match match;
  const Request get("GET /a");
  const Request post("POST /b");
  const Request wrong("PUT /b");
  const Request unknown("GET /c");
  const Caller caller{.identity = Identity::kRefused};
  const Classified a = classify(*plan, get.head(), caller, kKey, match);
  CHECK(a.outcome == MatchOutcome::kMatched);
  CHECK(a.route == 0);
  CHECK(a.may_repeat);
  CHECK(a.identity == Identity::kRefused);
  CHECK(a.limit_count == 0);
  const Classified b = classify(*plan, post.head(), {}, kKey, match);
  CHECK(b.route == 1);
  CHECK_FALSE(b.may_repeat);
  const Classified no_method = classify(*plan, wrong.head(), {}, kKey, match);
  CHECK(no_method.outcome == MatchOutcome::kNoMethod);
  CHECK(no_method.allowed_methods == 1U << static_cast<uint32_t>(http::Method::kPost));
  CHECK(classify(*plan, unknown.head(), {}, kKey, match).outcome == MatchOutcome::kNoPath);
}

TEST_CASE("classify: the balance hash follows its key and no secret", "[engine]") {
  Draft draft;
  const uint32_t service = draft.service("s", 3);
  draft.service_at(service).balance = policy::Balance::kConsistentHash;
  draft.service_at(service).balance_key = {{Kind::kHeader, "x-user", 0}, {Kind::kClient, "", 0}};
  draft.route("/a", service);
  const auto plan = draft.finish();
  const auto hash = [&](const char* user, const char* address, HashKey key) {
    const Request request("GET /a", {{"x-user", user}});
    Match match;
    return classify(*plan, request.head(), {.address = address}, key, match).balance_hash;
  };
  CHECK(hash("u", "c", {1, 2}) == hash("u", "c", {3, 4}));
  CHECK(hash("u", "c", {1, 2}) != hash("v", "c", {1, 2}));
  CHECK(hash("u", "c", {1, 2}) != hash("u", "d", {1, 2}));
  // Fixed, so that a second gateway chooses alike.
  CHECK(hash("u", "c", {1, 2}) == 4790839469189819304U);
}

TEST_CASE("classify: the text of a key", "[engine]") {
  const auto plan = keyed({{Kind::kDefault, "", 0},
                           {Kind::kRoute, "", 0},
                           {Kind::kParam, "x", 0},
                           {Kind::kHeader, "x-tenant", 0},
                           {Kind::kGlobal, "", 0}});
  const Request request("GET /a/7/y", {{"X-Tenant", "acme"}});
  Match match;
  const Caller alice{.address = "10.0.0.1", .consumer = "alice"};
  classify(*plan, request.head(), alice, kKey, match);
  CHECK(key_text(*plan, plan->limits[0], request.head(), alice, match) ==
        "consumer:alice route:/a/{x}/* x:7 x-tenant:acme global");
  CHECK(key_text(*plan, plan->limits[0], request.head(), {.address = "10.0.0.1"}, match) ==
        "client:10.0.0.1 route:/a/{x}/* x:7 x-tenant:acme global");
  // What may be a credential is not shown.
  const auto secret = keyed({{Kind::kHeader, "x-api-key", 0}, {Kind::kHeader, "x-tenant", 0}});
  const Request with("GET /a/7/y",
                     {{"X-Api-Key", "of-alice"}, {"X-Tenant", "ghp_0123456789abcdef"}});
  classify(*secret, with.head(), alice, kKey, match);
  CHECK(key_text(*secret, secret->limits[0], with.head(), alice, match) ==
        "x-api-key:*** x-tenant:***");
}
