#include "load_numbers.hpp"

#include "load_pair_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::artifact {

std::vector<double> read_numbers(const store::Hdf5Reader& file, const std::string& name,
                                 const std::vector<std::size_t>& shape) {
  require_shape(file, name, shape);
  auto values = file.read_doubles(name);
  if (std::any_of(values.begin(), values.end(), [](double value) { return std::isinf(value); }))
    refuse_dataset(file, name, "infinity", "finite numbers, or NaN where there is no value");
  return values;
}

std::vector<std::int64_t> read_range(const store::Hdf5Reader& file, const std::string& name,
                                     const std::vector<std::size_t>& shape, std::int64_t least,
                                     std::int64_t most) {
  require_shape(file, name, shape);
  auto values = file.read_integers(name);
  for (const std::int64_t value : values)
    if (value < least || value > most)
      refuse_dataset(file, name, fmt::format("{}", value), fmt::format("{} to {}", least, most));
  return values;
}

double required_number(const store::Hdf5Reader& file, const std::string& object, const std::string& name) {
  const auto number = file.attribute_number(object, name);
  if (!number) refuse_dataset(file, object, "no attribute " + name, "a number");
  return *number;
}

std::size_t required_size(const store::Hdf5Reader& file, const std::string& object, const std::string& name) {
  const auto number = file.attribute_integer(object, name);
  if (!number || *number < 0)
    refuse_dataset(file, object,
                   number ? fmt::format("{} {}", *number, name) : fmt::format("no attribute {}", name),
                   "a number from 0");
  return static_cast<std::size_t>(*number);
}

void require_schema(const store::Hdf5Reader& file, std::string_view schema, std::int64_t version,
                    std::string_view command) {
  const auto found = file.attribute_text("", "schema");
  if (found != std::string(schema))
    refuse_dataset(file, "/", "schema " + found.value_or("missing"),
                   fmt::format("{}, made by netseam {}", schema, command));
  const auto found_version = file.attribute_integer("", "schema_version");
  if (found_version != version)
    refuse_dataset(
        file, "/",
        fmt::format("schema_version {}", found_version ? std::to_string(*found_version) : "missing"),
        fmt::format("{}; {}", version,
                    found_version.value_or(version) < version
                        ? "an older netseam wrote it: compute it again with --force"
                        : "a newer netseam may have written it"));
}

}  // namespace netseam::artifact
