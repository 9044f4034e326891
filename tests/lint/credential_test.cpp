#include "lint/credential.hpp"

#include "support/catch.hpp"

namespace gw::lint {
namespace {

struct Row {
  const char* name;
  const char* value;
};

}  // namespace

TEST_CASE("credentials: the last word of a name says that it holds one", "[lint]") {
  for (const Row& row : {Row{"X-Api-Key", "abcd1234efgh"},
                         Row{"X-Api-Key", "letmein"},
                         Row{"apikey", "letmein"},
                         Row{"X-Password", "todos"},
                         Row{"X-Password", "eat-your-peas"},
                         Row{"X-Api-Key", "your-4f8b1c77d2"},
                         Row{"X-Api-Key", "<4f8b1c77d2>"},
                         Row{"X-Auth", R"({"user": "bob", "password": "hunter"})"},
                         Row{"X-Api-Key", "xxx4f8b1c77d2"},
                         Row{"Ocp-Apim-Subscription-Key", "4f8b1c77d2"},
                         Row{"Authorization", "Bearer abc"},
                         Row{"Authorization", "Basic dXNlcjpwYXNz"},
                         Row{"Proxy-Authorization", "hunter"},
                         Row{"X-Auth-Token", "hunter2-"},
                         Row{"X-Token-2", "hunter"},
                         Row{"accessToken", "hunter"},
                         Row{"X-Client-Secret", "hunter"},
                         Row{"X-Password", "hunter"},
                         Row{"X-Pin", "1234"},
                         Row{"X-Session-Id", "42"},
                         Row{"PHPSESSID", "42"},
                         Row{"X-Auth", "hunter"},
                         Row{"Cookie", "session=abc"},
                         Row{"Cookie", "theme=dark; sid=42"},
                         Row{"Set-Cookie", "session_id=42; Path=/; HttpOnly"},
                         Row{"Cookie", "visitor=4f8b1c77d2"}}) {
    CAPTURE(row.name, row.value);
    CHECK(holds_credential(row.name, row.value, ValueUse::kSent));
  }
}

TEST_CASE("credentials: a name may speak of one without holding it", "[lint]") {
  for (const Row& row : {Row{"X-Token-Type", "Bearer"},
                         Row{"X-Token-Type", "urn:ietf:params:oauth:token-type:jwt"},
                         Row{"X-Auth-Provider", "auth0-prod"},
                         Row{"X-Secret-Mode", "strict"},
                         Row{"X-Public-Key", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"},
                         Row{"X-Key-Fingerprint", "4f8b1c77d2"},
                         Row{"X-Api-Key-Id", "4f8b1c77d2"},
                         Row{"X-Token-Expires", "2024-05-01T10:00:00Z"},
                         Row{"X-Token-Ttl", "86400000"},
                         Row{"X-Token-Url", "https://auth1.example.com/token"},
                         Row{"X-Cache-Key", "orders-v2"},
                         Row{"Surrogate-Key", "shop"},
                         Row{"Idempotency-Key", "4f8b1c77d2"},
                         Row{"X-Otp-Required", "yes"},
                         Row{"X-Csrf-Token", "Fetch"},
                         Row{"X-Auth", "none"},
                         Row{"Authorization", "Bearer "},
                         Row{"Authorization", ""},
                         Row{"Cookie", "theme=dark"},
                         Row{"Cookie", "theme=dark; lang=en-GB; token_type=jwt"},
                         Row{"Set-Cookie", "theme=dark; Expires=Wed, 21 Oct 2026 07:28:00 GMT"},
                         Row{"X-Region", "4f8b1c77d2"}}) {
    CAPTURE(row.name, row.value);
    CHECK_FALSE(holds_credential(row.name, row.value, ValueUse::kSent));
  }
}

TEST_CASE("credentials: what stands in for one is none", "[lint]") {
  for (const char* value : {"todo",
                            "Bearer todo",
                            "CHANGEME",
                            "change-me",
                            "changeme1",
                            "Replace_This",
                            "xxx",
                            "Bearer XXXX-xxxx",
                            "***",
                            "...",
                            "<token>",
                            "Bearer <your token>",
                            "{{ token }}",
                            "[redacted]",
                            "${TOKEN}",
                            "your-token",
                            "YOUR_API_KEY",
                            "Bearer yourToken",
                            "your-api-key-here",
                            "placeholder",
                            "example-key",
                            "dummy",
                            "tbd"}) {
    CAPTURE(value);
    CHECK_FALSE(holds_credential("X-Api-Key", value, ValueUse::kSent));
    CHECK_FALSE(holds_credential("X-Api-Key", value, ValueUse::kCompared));
    CHECK_FALSE(holds_credential("Cookie", "session=" + std::string(value), ValueUse::kSent));
  }
}

TEST_CASE("credentials: in a text a pair whose value looks drawn at random is one", "[lint]") {
  const std::string random = "4f8b1c77d2";
  CHECK(credential_in(R"({"id": 1, "user": {"api_key" : "4f8b1c77d2"}})") == "api_key");
  CHECK(credential_in("{\"a\":\"b\",\"accessToken\":\"" + random + "\"}") == "accessToken");
  CHECK(credential_in("grant=x&access_token=" + random + "&ttl=1") == "access_token");
  CHECK(credential_in("token: " + random + "\n") == "token");
  CHECK(credential_in("{'secret': '" + random + "'}") == "secret");
  for (const std::string& text :
       {std::string(), std::string(":"), std::string("=:="), std::string("token"),
        std::string("token="), std::string("\"token\":\""), "{\"id\": \"" + random + "\"}",
        "{\"public_key\": \"" + random + "\"}", std::string("{\"token\": \"abc\"}"),
        std::string("{\"token\": {\"type\": \"jwt\"}, \"id\": \"4f8b1c77d2\"}"),
        std::string("{\"password\": \"todo\", \"key\": \"2024-05-01\"}"), "token, id=" + random}) {
    CAPTURE(text);
    CHECK(credential_in(text) == "");
  }
}

TEST_CASE("credentials: where a name says it by half, a random value is one", "[lint]") {
  for (const char* name : {"X-Api-Key-V2", "X-Cache-Key", "X-Secret-For-Billing", "X-Auth-Data"}) {
    CAPTURE(name);
    CHECK(holds_credential(name, "4f8b1c77d2", ValueUse::kSent));
    CHECK(holds_credential(name, "550e8400-e29b-41d4-a716-446655440000", ValueUse::kSent));
    CHECK(holds_credential(name, "Custom abcd1234efgh", ValueUse::kCompared));
    CHECK_FALSE(holds_credential(name, "a1b2c3d", ValueUse::kSent));
    CHECK_FALSE(holds_credential(name, "version12", ValueUse::kSent));
    CHECK_FALSE(holds_credential(name, "2024-05-01", ValueUse::kSent));
  }
}

TEST_CASE("credentials: what is compared may be a word that clients choose from", "[lint]") {
  const auto compared = [](const char* value) {
    return holds_credential("X-Api-Key", value, ValueUse::kCompared);
  };
  CHECK(compared("4f8b1c77d2"));
  CHECK(compared("Bearer letmein1"));
  CHECK_FALSE(compared("letmein"));
  CHECK_FALSE(compared("Bearer changeme1"));
  CHECK_FALSE(compared("v2"));
}

}  // namespace gw::lint
