#include "http/secret_field.hpp"

#include "base/text.hpp"
#include "support/catch.hpp"

namespace gw::http {
namespace {

constexpr std::string_view kSecret =
    "Authorization Proxy-Authorization auth X-Auth x_auth_data authData OAuth AUTH "
    "jwt X-JWT jwtAssertion idJWT sig X-Sig sigV4 sig2 signature X-Amz-Signature "
    "requestSignature passwd pwd user_pwd userPwd pass password newPassword "
    "user[password] PASSWORD1 passphrase credential credentials X-Amz-Credential "
    "session sessionId session_id PHPSESSID connect.sid Cookie Set-Cookie key keys "
    "private_key privateKey privatekey X-Api-Key apiKey APIKey APIKEY api.key "
    "api%5Fkey api%5fKe%79 secret client_secret clientSecret token access_token "
    "accessToken AccessTOKEN csrfmiddlewaretoken code_verifier codeVerifier "
    "client_assertion otp pin %73ecret";

// Words that only contain one of those.
constexpr std::string_view kPlain =
    "author Authority authors[] WWW-Authenticate design assign sigma signal monkey "
    "keyword sort_by passenger compass bypass pinned spin side inside q page "
    "User-Agent Accept Content-Type code state 1 - % %zz X-Request-Id traceparent";

}  // namespace

TEST_CASE("is_secret_field: whole words count, however they are joined", "[http]") {
  for (const std::string_view name : split(kSecret, ' ')) {
    CAPTURE(name);
    CHECK(is_secret_field(name));
    CHECK(shown_value(name, "x") == kHiddenValue);
  }
  for (const std::string_view name : split(kPlain, ' ')) {
    CAPTURE(name);
    CHECK_FALSE(is_secret_field(name));
    CHECK(shown_value(name, "x") == "x");
  }
  CHECK(shown_value("x-foo", "a|AKIAIOSFODNN7EXAMPLE") == kHiddenValue);
  CHECK(shown_value("x-foo", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln") == kHiddenValue);
  CHECK(shown_value("x-foo", "keyJustAWordOfIts-own") == "keyJustAWordOfIts-own");
  CHECK_FALSE(is_secret_field(""));
  CHECK(is_secret_field(std::string(1000, 'a') + "-key"));
}

TEST_CASE("shown_text: of a URL, whole or in part, neither user nor secret parameters", "[http]") {
  struct Row {
    std::string_view text;
    std::string_view shown;
  };
  for (const Row& row :
       {Row{"http://user:pa@ss@h:80/x", "http://***@h:80/x"}, Row{"http://user@h", "http://***@h"},
        Row{"user:pass@h/x", "user:***@h/x"}, Row{"//user:pass@h", "//***@h"},
        Row{"http:/u:pass@h", "http:/***@h"},
        Row{"ftp://u:pass@h?token=abc", "ftp://***@h?token=***"},
        Row{"http://h/x?page=2&to%6ben=abc&q=1", "http://h/x?page=2&to%6ben=***&q=1"},
        Row{"/x?a=1;key=abc#sig=d", "/x?a=1;key=***#sig=***"},
        Row{"http://h#token=a=b", "http://h#token=***"}, Row{"h?next=ghp_abcdefgh12", "***"},
        Row{"http://h/x?token=&key#", "http://h/x?token=&key#"},
        Row{"http://h:80/@scope/x", "http://h:80/@scope/x"},
        Row{"ops@example.com", "ops@example.com"}, Row{"token=abc", "token=abc"},
        Row{"[::1]:80", "[::1]:80"}, Row{"a:b", "a:b"}, Row{"?", "?"}, Row{":", ":"},
        Row{"", ""}}) {
    CAPTURE(row.text);
    CHECK(shown_text(row.text) == row.shown);
  }
}

}  // namespace gw::http
