#pragma once
// Tables of what success rules say of networks and how often it holds: /parts and /rates.
#include "netseam/data/success_rates.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::artifact {

/// Parts of the success rule of every network; none of networks without one.
using NetworkParts = std::vector<std::vector<data::HierarchyPart>>;

/// Collective.
void write_parts(store::CollectiveFile& file, const NetworkParts& parts);
void write_rates(store::CollectiveFile& file, std::span<const data::PartRate> rates);

/// Throw InputError naming dataset and fault.
[[nodiscard]] NetworkParts read_parts(const store::Hdf5Reader& file, std::size_t networks);
[[nodiscard]] std::vector<data::PartRate> read_rates(const store::Hdf5Reader& file);

/// A line for each rate, for people; foreign texts are made printable.
[[nodiscard]] std::string rates_text(std::span<const data::PartRate> rates);
/// group,part,successes,trials,low,high.
[[nodiscard]] std::string rates_csv(std::span<const data::PartRate> rates);

}  // namespace netseam::artifact
