#include "netseam/pipeline/work_unit.hpp"

#include "task_source.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/layer_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <glob.h>
#include <map>

namespace netseam::pipeline {
namespace {

bool is_folder_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

void require_folder_name(const Config& config) {
  if (!is_folder_name(config.study.name))
    throw core::ConfigError(fmt::format("{}: study.name: found '{}', expected a folder name",
                                        config.file.string(), config.study.name));
}

WorkUnit unit_of(const Config& config, const std::string& stage, const std::string& name,
                 const std::filesystem::path& source) {
  const auto folder = config.resolve(config.study.output) / config.study.name / name;
  return {
      stage, name, source, folder / (stage + ".h5"), folder / (stage + ".shards"), folder / (stage + ".log")};
}

}  // namespace

std::vector<WorkUnit> plan_task_units(const Config& config, const std::string& stage) {
  require_folder_name(config);
  std::vector<WorkUnit> units;
  const bool train = stage == "train";
  for (const std::string& name : task_names(config, train ? config.train.tasks : config.sculpt.tasks,
                                            train ? "train.tasks" : "sculpt.tasks"))
    units.push_back(unit_of(config, stage, name, config.file));
  return units;
}

std::vector<std::filesystem::path> matching_paths(const std::filesystem::path& pattern) {
  glob_t found{};
  const int failed = glob(pattern.c_str(), 0, nullptr, &found);
  std::vector<std::filesystem::path> paths;
  for (std::size_t i = 0; failed == 0 && i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  globfree(&found);
  std::sort(paths.begin(), paths.end(),
            [](const auto& a, const auto& b) { return input::natural_less(a.string(), b.string()); });
  return paths;
}

std::string checkpoint_name(const std::filesystem::path& path) {
  const std::string name = path.filename().empty() ? path.parent_path().filename() : path.filename();
  if (std::filesystem::is_directory(path)) return name;
  constexpr std::array<const char*, 9> endings{".safetensors.index.json",
                                               ".index.json",
                                               ".safetensors",
                                               ".npz",
                                               ".npy",
                                               ".hdf5",
                                               ".h5",
                                               ".jsonl",
                                               ".json"};
  for (const std::string ending : endings)
    if (name.size() > ending.size() && name.ends_with(ending))
      return name.substr(0, name.size() - ending.size());
  return name;
}

std::vector<WorkUnit> plan_units(const Config& config, const std::string& stage) {
  const std::string file = config.file.string();
  require_folder_name(config);
  if (config.study.checkpoints.empty())
    throw core::ConfigError(
        fmt::format("{}: study.checkpoints: found nothing, expected paths or globs", file));
  std::vector<WorkUnit> units;
  std::map<std::string, std::filesystem::path> named;
  for (const std::string& pattern : config.study.checkpoints) {
    const auto found = matching_paths(config.resolve(pattern));
    if (found.empty())
      throw core::ConfigError(fmt::format("{}: study.checkpoints: '{}' matches nothing (looked for {})", file,
                                          pattern, config.resolve(pattern).string()));
    for (const auto& path : found) {
      const std::string name = checkpoint_name(path);
      if (const auto [at, fresh] = named.emplace(name, path); !fresh)
        throw core::ConfigError(
            fmt::format("{}: study.checkpoints: {} and {} are both named '{}'; results would collide", file,
                        at->second.string(), path.string(), name));
      units.push_back(unit_of(config, stage, name, path));
    }
  }
  return units;
}

}  // namespace netseam::pipeline
