#include "netseam/parallel/memory.hpp"

#include "netseam/parallel/collectives.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <limits>
#include <malloc.h>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <sys/statvfs.h>

namespace netseam::parallel {
namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// "Name:   123 kB" lines, in bytes. Files that cannot be read give no entries.
std::map<std::string, std::size_t> read_kilobyte_table(const std::filesystem::path& file) {
  std::map<std::string, std::size_t> table;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream fields(line);
    std::string name, unit;
    std::size_t value = 0;
    if (fields >> name >> value >> unit && unit == "kB" && name.ends_with(':')) {
      table[name.substr(0, name.size() - 1)] = value * 1024;
    }
  }
  return table;
}

std::optional<std::size_t> read_number(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::size_t value = 0;
  if (stream >> value) return value;
  return std::nullopt;  // not there, or the word "max"
}

/// Pages of files that the kernel drops when memory is short do not count as used.
std::size_t reclaimable(const std::filesystem::path& statistics) {
  std::ifstream stream(statistics);
  std::string name;
  for (std::size_t value = 0; stream >> name >> value;) {
    if (name == "total_inactive_file" || name == "inactive_file") return value;
  }
  return 0;
}

/// What the limits of `folder` and of the groups above it, up to `top`, leave.
std::size_t left_in_group(const std::filesystem::path& top, std::string folder, const char* limit,
                          const char* usage) {
  std::size_t left = no_limit;
  while (true) {
    const auto place = top / std::filesystem::path(folder).relative_path();
    const auto most = read_number(place / limit);
    const auto used = read_number(place / usage);
    if (most && used) {
      const std::size_t held = *used - std::min(*used, reclaimable(place / "memory.stat"));
      left = std::min(left, *most - std::min(*most, held));
    }
    if (folder.empty() || folder == "/") return left;
    folder = std::filesystem::path(folder).parent_path().string();
  }
}

}  // namespace

std::size_t available_memory(const std::filesystem::path& root) {
  const auto table = read_kilobyte_table(root / "proc/meminfo");
  const auto entry = table.find("MemAvailable");
  std::size_t available = entry == table.end() ? no_limit : entry->second;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "number:controllers:/folder"
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string folder = line.substr(second + 1);
    if (controllers.empty()) {
      available =
          std::min(available, left_in_group(root / "sys/fs/cgroup", folder, "memory.max", "memory.current"));
    } else if (controllers == "memory") {
      available = std::min(available, left_in_group(root / "sys/fs/cgroup/memory", folder,
                                                    "memory.limit_in_bytes", "memory.usage_in_bytes"));
    }
  }
  return available;
}

std::size_t available_shared_memory(const std::filesystem::path& shared) {
  struct statvfs space {};
  if (statvfs(shared.c_str(), &space) != 0) return no_limit;
  return static_cast<std::size_t>(space.f_bavail) * space.f_frsize;
}

ProcessMemory process_memory(const std::filesystem::path& root) {
  auto table = read_kilobyte_table(root / "proc/self/status");
  return {table["VmRSS"], table["RssAnon"], table["RssFile"], table["RssShmem"], table["VmHWM"]};
}

std::size_t ProcessMemory::peak_own() const noexcept {
  return std::max(own, peak_resident - std::min(peak_resident, shared + library));
}

std::size_t node_peak_memory(const Communicator& node, std::size_t peak_own) {
  const ProcessMemory memory = process_memory();
  const auto own = static_cast<std::int64_t>(std::max(peak_own, memory.peak_own()));
  const auto common = static_cast<std::int64_t>(memory.shared + memory.library);
  return static_cast<std::size_t>(all_reduce(node, own, Reduction::sum) +
                                  all_reduce(node, common, Reduction::maximum));
}

void return_large_buffers() {
#ifdef M_MMAP_THRESHOLD
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

}  // namespace netseam::parallel
