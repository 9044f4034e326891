#include "config/texts.hpp"

#include <algorithm>
#include <utility>

#include "base/file.hpp"
#include "config/compose.hpp"
#include "config/document.hpp"

namespace gw::config {

namespace {

void add_parts(const SourceText& source, std::set<std::string>& paths) {
  for (const SourceText::Part& part : source.parts()) {
    if (&part != &source.parts().front()) paths.insert(real_path(part.name));
  }
}

}  // namespace

std::set<std::string> parts_of_others(std::span<const SourceText* const> sources) {
  std::set<std::string> all;
  for (const SourceText* source : sources) add_parts(*source, all);
  std::set<std::string> out;
  for (const SourceText* source : sources) {
    if (!all.contains(real_path(source->name()))) add_parts(*source, out);
  }
  return out;
}

Result<Texts> Texts::read(const Paths& paths, Files files) {
  Texts texts(std::move(files));
  texts.folder_ = paths.file.substr(0, paths.file.rfind('/') + 1);
  auto main = texts.read_text(paths.file);
  if (!main) return tl::unexpected(main.error());
  texts.main_ = std::move(*main);
  for (const std::string& path : paths.overlays) {
    auto overlay = texts.read_text(path);
    if (!overlay) return tl::unexpected(overlay.error());
    texts.overlays_.push_back(std::move(*overlay));
  }
  return texts;
}

Result<Text> Texts::read_text(const std::string& path) const {
  auto text = files_.read(path);
  if (!text) return tl::unexpected(text.error());
  return Text{files_.name(path), std::move(*text)};
}

Loaded Texts::load(const Environment& environment) {
  return load_by({.environment = environment});
}

Loaded Texts::load_joined(const Environment& environment) {
  return load_by({.environment = environment, .joins = true});
}

Loaded Texts::load_by(LoadOptions options) {
  options.includes = [this](const std::string& pattern) { return include(pattern); };
  options.overlays = overlays_;
  return config::load(main_.name, main_.text, options);
}

std::string_view Texts::text(const std::string& name) const {
  if (name == main_.name) return main_.text;
  const auto overlay = std::ranges::find(overlays_, name, &Text::name);
  return overlay == overlays_.end() ? included_.at(name) : overlay->text;
}

void Texts::replace(const std::string& name, std::string text) {
  const auto overlay = std::ranges::find(overlays_, name, &Text::name);
  if (name == main_.name) {
    main_.text = std::move(text);
  } else if (overlay != overlays_.end()) {
    overlay->text = std::move(text);
  } else {
    included_.at(name) = std::move(text);
  }
}

Result<std::vector<Text>> Texts::include(const std::string& pattern) {
  const auto paths = files_.matching(folder_, pattern);
  if (!paths) return tl::unexpected(paths.error());
  std::vector<Text> out;
  for (const std::string& path : *paths) {
    auto known = included_.find(files_.name(path));
    if (known == included_.end()) {
      if (included_bytes_ > config::kMaxTextBytes || included_.size() > config::kMaxIncludes) {
        // The first file that was too much is told at its place (config/compose.hpp).
        if (!out.empty()) break;
        return failure("too much is included already");
      }
      auto read = read_text(path);
      if (!read) return tl::unexpected(read.error());
      included_bytes_ += read->text.size();
      known = included_.emplace(std::move(read->name), std::move(read->text)).first;
    }
    out.push_back({known->first, known->second});
  }
  return out;
}

}  // namespace gw::config
