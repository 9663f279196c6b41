#include "verify_datasets.hpp"

#include "netseam/core/words.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace netseam::pipeline {
namespace {

using Datasets = std::map<std::string, store::DatasetInfo>;

Datasets datasets_of(const store::Hdf5Reader& file) {
  Datasets found;
  for (auto& info : file.datasets()) found.emplace(info.name, std::move(info));
  return found;
}

/// "[2, 5]": where the value with this number stands.
std::string place_of(std::size_t number, const std::vector<std::size_t>& shape) {
  std::vector<std::size_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0; number /= shape[axis]) index[axis] = number % shape[axis];
  return fmt::format("[{}]", fmt::join(index, ", "));
}

/// Keeps the first fault of a dataset and counts the others.
class DatasetFaults {
 public:
  DatasetFaults(const store::DatasetInfo& info, VerifyReport& report) : info_(info), report_(report) {}
  DatasetFaults(const DatasetFaults&) = delete;
  DatasetFaults& operator=(const DatasetFaults&) = delete;
  ~DatasetFaults() = default;

  void add(std::size_t number, const std::string& stored, const std::string& recomputed) {
    ++report_.wrong;
    if (count_++ == 0)
      first_ = fmt::format("/{} {}: stored {}, recomputed {}", info_.name, place_of(number, info_.shape),
                           stored, recomputed);
  }
  void finish() {
    if (count_ > 1)
      first_ += fmt::format(", and {} of {} there", core::counted(count_ - 1, "more value"), size());
    if (count_ > 0) report_.faults.push_back(first_);
  }

 private:
  [[nodiscard]] std::size_t size() const {
    std::size_t size = 1;
    for (const std::size_t extent : info_.shape) size *= extent;
    return size;
  }
  const store::DatasetInfo& info_;
  VerifyReport& report_;
  std::size_t count_ = 0;
  std::string first_;
};

/// The largest finite magnitude.
double scale_of(const std::vector<double>& values) {
  double scale = 0;
  for (const double value : values)
    if (std::isfinite(value)) scale = std::max(scale, std::abs(value));
  return scale;
}

/// Whether a dataset holds shares of draws, which are multiples of 1 / draws.
bool is_share_of_draws(const std::string& name) {
  static const std::vector<std::string> names{"confidence", "border_frequency", "together",
                                              "p_value",    "q_value",          "twin_p_value"};
  return std::find(names.begin(), names.end(), name.substr(name.rfind('/') + 1)) != names.end();
}

void compare_numbers(const store::DatasetInfo& info, const std::vector<double>& stored,
                     const std::vector<double>& recomputed, const VerifyTolerance& tolerance,
                     VerifyReport& report) {
  const double scale = std::max(scale_of(stored), scale_of(recomputed));
  double allowed = info.floating ? tolerance.relative * scale : 0;
  if (is_share_of_draws(info.name)) allowed = std::max(allowed, tolerance.draws);
  DatasetFaults faults(info, report);
  for (std::size_t k = 0; k < stored.size(); ++k) {
    ++report.values;
    if (stored[k] == recomputed[k] || (std::isnan(stored[k]) && std::isnan(recomputed[k]))) continue;
    const double difference = std::abs(stored[k] - recomputed[k]);
    if (difference <= allowed)
      report.largest_difference = std::max(report.largest_difference, difference / scale);
    else
      faults.add(k, fmt::format("{:.12g}", stored[k]), fmt::format("{:.12g}", recomputed[k]));
  }
  faults.finish();
}

void compare_texts(const store::DatasetInfo& info, const std::vector<std::string>& stored,
                   const std::vector<std::string>& recomputed, VerifyReport& report) {
  DatasetFaults faults(info, report);
  for (std::size_t k = 0; k < stored.size(); ++k) {
    ++report.values;
    if (stored[k] != recomputed[k]) faults.add(k, "'" + stored[k] + "'", "'" + recomputed[k] + "'");
  }
  faults.finish();
}

}  // namespace

void compare_datasets(const std::filesystem::path& stored, const std::filesystem::path& recomputed,
                      const std::function<bool(const std::string&)>& left_out,
                      const VerifyTolerance& tolerance, VerifyReport& report) {
  report.allowed_difference = tolerance.relative;
  const store::Hdf5Reader old_file(stored), new_file(recomputed);
  const Datasets then = datasets_of(old_file), now = datasets_of(new_file);
  const auto missing = [&](const std::string& name, const char* what) {
    ++report.wrong;
    report.faults.push_back(fmt::format("/{}: {}", name, what));
  };
  for (const auto& [name, info] : now)
    if (!left_out(name) && !then.contains(name)) missing(name, "not stored, but the run gives it");
  for (const auto& [name, info] : then) {
    if (left_out(name)) continue;
    const auto other = now.find(name);
    if (other == now.end()) {
      missing(name, "stored, but the run does not give it");
    } else if (info.shape != other->second.shape || info.numeric != other->second.numeric) {
      missing(name, fmt::format("stored with shape {}, recomputed with shape {}",
                                fmt::join(info.shape, " x "), fmt::join(other->second.shape, " x "))
                        .c_str());
    } else if (info.numeric) {
      compare_numbers(info, old_file.read_doubles(name), new_file.read_doubles(name), tolerance, report);
    } else {
      compare_texts(info, old_file.read_strings(name), new_file.read_strings(name), report);
    }
  }
}

}  // namespace netseam::pipeline
