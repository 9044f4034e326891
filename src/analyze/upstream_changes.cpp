#include <algorithm>
#include <array>
#include <string>

#include "analyze/limit_comparison.hpp"
#include "analyze/route_changes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "http/secret_field.hpp"

namespace gw::analyze {
namespace {

using config::Balancing;
using config::Route;

constexpr std::array<std::string_view, 4> kBalancing{"round_robin", "weighted_round_robin",
                                                     "least_connections", "consistent_hash"};

std::string shown(std::string_view text) {
  return std::string(http::token_in(text).empty() ? text : http::kHiddenValue);
}

std::string text_of(const config::Url& url) {
  const bool https = url.scheme == config::Scheme::kHttps;
  const bool v6 = url.host.find(':') != std::string::npos;
  std::string out = https ? "https://" : "http://";
  out += v6 ? '[' + url.host + ']' : url.host;
  if (url.port != (https ? 443 : 80)) out += ':' + std::to_string(url.port);
  return out + url.path;
}

// Endpoints in no order, or what answers in their place.
Fields endpoints_of(const Settings& side, size_t route) {
  const config::Service* service = side.service_of(route);
  Fields out;
  if (service == nullptr) {
    const uint16_t status = side.route(route).mock ? side.route(route).mock->status : 200;
    out.push_back({"mock", std::to_string(status), "mock"});
    return out;
  }
  const bool weighs =
      service->load_balancing.algorithm != Balancing::kRoundRobin && service->endpoints.size() > 1;
  for (const config::Endpoint& endpoint : service->endpoints) {
    const std::string url = text_of(endpoint.url);
    const std::string weight =
        weighs && endpoint.weight != 1 ? " weight " + std::to_string(endpoint.weight) : "";
    out.push_back({"", shown(url) + weight, url + weight});
  }
  std::ranges::sort(out, {}, &Field::exact);
  return out;
}

WrittenAt place_of_endpoints(const Settings& side, size_t route) {
  const config::Service* service = side.service_of(route);
  if (service == nullptr) return side.at(route, {"mock"});
  if (service->from_url) return side.at(route, {"upstream_service"});
  return side.at(service->endpoints.front().span);
}

class UpstreamChanges {
 public:
  UpstreamChanges(const TwoRoutes& two, std::vector<Change>& out) : two_(two), out_(out) {}

  void run() {
    endpoints();
    mock();
    if (!two_.was().service || !two_.is().service) return;
    service();
    fields("upstream path", {"upstream_service"}, path(two_.was()), path(two_.is()));
    fields("transform_request", {"transform_request"}, header_fields(two_.was()),
           header_fields(two_.is()));
  }

 private:
  void add(Sense sense, std::string setting, std::string before, std::string after, WrittenAt was,
           WrittenAt is) {
    out_.push_back({Aspect::kUpstream, sense, std::move(setting), std::move(before),
                    std::move(after), std::move(was), std::move(is)});
  }

  void fields(std::string setting, std::initializer_list<std::string_view> key, const Fields& was,
              const Fields& is) {
    if (was == is) return;
    add(Sense::kChanged, std::move(setting), own_text(was, is), own_text(is, was),
        two_.before.at(two_.old_route, key), two_.after.at(two_.new_route, key));
  }

  void endpoints() {
    const Fields was = endpoints_of(two_.before, two_.old_route);
    const Fields is = endpoints_of(two_.after, two_.new_route);
    if (was == is) return;
    const std::string gone = own_text(was, is);
    const std::string come = own_text(is, was);
    Sense sense = Sense::kChanged;
    if (gone.empty()) sense = Sense::kAdded;
    if (come.empty()) sense = Sense::kRemoved;
    const bool part = was.size() > 1 && is.size() > 1;
    add(sense, part ? "upstream endpoint" : "upstream", gone, come,
        place_of_endpoints(two_.before, two_.old_route),
        place_of_endpoints(two_.after, two_.new_route));
  }

  static Fields balancing(const config::Service& service) {
    const config::LoadBalancing& one = service.load_balancing;
    Fields out{{"", std::string(kBalancing[static_cast<size_t>(one.algorithm)])}};
    if (one.algorithm == Balancing::kConsistentHash) out.push_back({"key", key_text(one.key)});
    return out;
  }

  Fields in_flight(const Settings& side, size_t route) const {
    const uint32_t most = side.service_of(route)->max_in_flight;
    if (most == 0) return {{"", "no bound"}};
    Fields out{{"", std::to_string(most)}};
    if (two_.is_pair) out.push_back(side.sharing_of_service(route));
    return out;
  }

  void service() {
    const config::Service& was = *two_.before.service_of(two_.old_route);
    const config::Service& is = *two_.after.service_of(two_.new_route);
    if (was.endpoints.size() > 1 && is.endpoints.size() > 1) {
      fields("load_balancing", {"load_balancing"}, balancing(was), balancing(is));
    }
    fields("max_in_flight", {"max_in_flight"}, in_flight(two_.before, two_.old_route),
           in_flight(two_.after, two_.new_route));
  }

  // What a final wildcard took is put behind a path of its own, so where it begins matters then.
  static Fields path(const Route& route) {
    if (!route.replace_path) return {{"", "as requested"}};
    std::string exact = *route.replace_path;
    if (route.path.rest) exact += '\n' + std::to_string(route.path.segments.size());
    return {{"", shown(*route.replace_path), exact}};
  }

  static Fields mock_fields(const config::Mock& mock) {
    Fields out{{"status", std::to_string(mock.status)},
               {"body", std::to_string(mock.body.size()) + " bytes", "=" + mock.body},
               {"delay", to_string(mock.delay)}};
    for (const auto& [name, value] : mock.headers) {
      out.push_back({name + ":", std::string(http::shown_value(name, value)), "=" + value});
    }
    return out;
  }

  // Beside an upstream a mock answers in rehearsals alone.
  void mock() {
    if (two_.was().service || two_.is().service || !two_.was().mock || !two_.is().mock) return;
    fields("mock", {"mock"}, mock_fields(*two_.was().mock), mock_fields(*two_.is().mock));
  }

  static Fields header_fields(const Route& route) {
    Fields out;
    for (const config::HeaderTemplate& header : route.transform_request.add_headers) {
      std::string value;
      for (const config::ValuePart& part : header.value) {
        switch (part.kind) {
          case config::ValuePart::Kind::kLiteral:
            value += part.text;
            break;
          case config::ValuePart::Kind::kGenerateUuid:
            value += "${generate_uuid}";
            break;
          case config::ValuePart::Kind::kTraceId:
            value += "${trace_id}";
            break;
        }
      }
      const std::string name = to_lower(header.name);
      out.push_back(
          {"add " + name + ":", std::string(http::shown_value(name, value)), "=" + value});
    }
    for (const auto& header : route.transform_request.remove_headers) {
      out.push_back({"remove", to_lower(header.value)});
    }
    std::ranges::sort(out, [](const Field& a, const Field& b) {
      return std::pair(a.name, a.text) < std::pair(b.name, b.text);
    });
    return out;
  }

  const TwoRoutes& two_;
  std::vector<Change>& out_;
};

}  // namespace

void add_upstream_changes(const TwoRoutes& two, std::vector<Change>& out) {
  UpstreamChanges(two, out).run();
}

}  // namespace gw::analyze
