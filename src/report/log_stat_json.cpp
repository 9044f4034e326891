#include "report/json_parts.hpp"
#include "report/log_stat.hpp"

namespace gw::report {

namespace {

using simulate::LogStat;

Json json_disorder(const simulate::Disorder& disorder) {
  return {{"lines", disorder.lines}, {"most_ns", disorder.most.ns}};
}

Json json_ranking(const simulate::Ranking& ranking) {
  Json top = Json::array();
  for (const auto& row : ranking.top) {
    top.push_back({{"name", row.client}, {"requests", row.requests}});
  }
  return {{"distinct", ranking.distinct},
          {"requests", ranking.requests},
          {"overflow_requests", ranking.overflow},
          {"top", std::move(top)}};
}

Json json_sources(const LogStat& stat) {
  Json list = Json::array();
  for (const auto& source : stat.sources) {
    Json object = json_source(source.reading);
    object["blank"] = source.blank;
    object["requests"] = source.requests;
    const bool any = source.requests > 0;
    object["first"] = any ? Json(json_moment(source.first)) : Json();
    object["last"] = any ? Json(json_moment(source.last)) : Json();
    object["stamp"] = source.stamp == traffic::Stamp::kEnd ? "end" : "start";
    object["resolution_finest_ns"] = source.finest_ns;
    object["resolution_coarsest_ns"] = source.coarsest_ns;
    object["stamps_backwards"] = json_disorder(source.stamps);
    object["arrivals_backwards"] = json_disorder(source.arrivals);
    list.push_back(std::move(object));
  }
  return list;
}

Json json_lacks(const LogStat& stat) {
  Json list = Json::array();
  for (const auto& lack : stat.lacks) {
    list.push_back({{"code", lack.code},
                    {"count", lack.count},
                    {"of", lack.of},
                    {"message", lack.message},
                    {"remedy", lack.remedy.empty() ? Json() : Json(lack.remedy)}});
  }
  return list;
}

}  // namespace

std::string log_stat_json(const LogStat& stat) {
  const bool any = stat.requests > 0;
  Json document;
  document["schema_version"] = 1;
  document["partial"] = stat.partial;
  document["requests"] = stat.requests;
  document["left_out"] = stat.left_out;
  document["garbage"] = stat.garbage;
  document["first"] = any ? Json(json_moment(stat.first)) : Json();
  document["last"] = any ? Json(json_moment(stat.last)) : Json();
  Json statuses = Json::array();
  for (const auto& row : stat.statuses) {
    statuses.push_back({{"status", row.status}, {"requests", row.requests}});
  }
  document["statuses"] = std::move(statuses);
  document["methods"] = json_ranking(stat.methods);
  document["clients"] = json_ranking(stat.clients);
  document["users"] = json_ranking(stat.users);
  document["hosts"] = json_ranking(stat.hosts);
  document["paths"] = json_ranking(stat.paths);
  document["durations"] = json_delays(stat.durations);
  document["bytes"] = {
      {"known", stat.sizes.known}, {"total", stat.sizes.total}, {"most", stat.sizes.most}};
  document["lacks"] = json_lacks(stat);
  document["log_format"] = stat.log_format.empty() ? Json() : Json(stat.log_format);
  document["sources"] = json_sources(stat);
  return to_document(document);
}

}  // namespace gw::report
