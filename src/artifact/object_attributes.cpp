#include "object_attributes.hpp"

#include "load_pair_blocks.hpp"

#include <fmt/format.h>

#include <set>

namespace netseam::artifact {

std::string required_text(const store::Hdf5Reader& file, const std::string& object, const std::string& name) {
  const auto text = file.attribute_text(object, name);
  if (!text) refuse_dataset(file, object, "no attribute " + name, "one, as netseam writes it");
  return *text;
}

bool is_second_word(const store::Hdf5Reader& file, const std::string& object, const std::string& name,
                    const std::string_view (&words)[2]) {
  const auto text = required_text(file, object, name);
  if (text != words[0] && text != words[1])
    refuse_dataset(file, object, fmt::format("the {} {}", name, text),
                   fmt::format("{} or {}", words[0], words[1]));
  return text == words[1];
}

std::vector<std::string> different_names(const store::Hdf5Reader& file, const std::string& at) {
  auto names = file.read_strings(at);
  if (std::set<std::string>(names.begin(), names.end()).size() != names.size())
    refuse_dataset(file, at, "a name twice", "each name once");
  return names;
}

}  // namespace netseam::artifact
