#include "refuse.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/input/layer_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fnmatch.h>

namespace netseam::input {
namespace {

std::vector<std::filesystem::path> matching_files(const std::filesystem::path& folder,
                                                  const std::string& pattern) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  const std::filesystem::path exact = folder / pattern;
  if (std::filesystem::is_regular_file(exact, error)) return {exact};
  if (!is_glob(pattern)) return found;
  const std::filesystem::path parent = exact.parent_path();
  const std::string glob = exact.filename().string();
  for (std::filesystem::directory_iterator entry(parent, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (name == order_file_name) continue;  // says something of the others
    if (fnmatch(glob.c_str(), name.c_str(), FNM_PERIOD) == 0 && entry->is_regular_file(ignored)) {
      found.push_back(entry->path());
    }
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return natural_less(a.string(), b.string()); });
  return found;
}

}  // namespace

std::vector<std::filesystem::path> expand_files(const std::filesystem::path& folder,
                                                const std::string& pattern) {
  std::error_code error;
  if (std::filesystem::is_regular_file(folder, error)) return {folder};
  if (!std::filesystem::is_directory(folder, error)) {
    refuse(folder.string(), "", "no such folder", fmt::format("a folder with \"{}\"", pattern));
  }
  std::vector<std::filesystem::path> files;
  for (const std::string& member : expand_ranges(pattern)) {
    const auto found = matching_files(folder, member);
    if (found.empty())
      refuse(folder.string(), fmt::format("\"{}\"", member), "no such file",
             "a file of that name or pattern");
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

}  // namespace netseam::input
