#pragma once
#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/store/collective_file.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace netseam::artifact {

inline constexpr std::string_view layers_schema = "netseam.layers";
inline constexpr std::int64_t layers_schema_version = 1;

/// Names of the codes that files hold; a code is the position in the list.
inline constexpr std::string_view start_names[] = {"identity", "product", "previous", "perturbed"};
inline constexpr std::string_view status_names[] = {"converged", "iteration_limit"};
[[nodiscard]] std::string_view name_of(data::Start start);
[[nodiscard]] std::string_view name_of(data::SolveStatus status);
/// "0 = identity, 1 = product, ...", the attribute `codes`.
[[nodiscard]] std::string describe_codes(std::span<const std::string_view> names);

/// The attributes that every dataset has.
[[nodiscard]] store::Attributes described(const std::string& description, const std::string& unit,
                                          const std::string& dimensions);

/// The convention's fields and the attributes that hold them, in the order of the struct.
using ConventionField = std::pair<const char*, std::string LayersConvention::*>;
[[nodiscard]] std::span<const ConventionField> convention_fields();

}  // namespace netseam::artifact
