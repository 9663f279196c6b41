#pragma once
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netseam::store {

/// Where a product comes from: resolved configuration, versions, commit, seeds, ranks, threads, Slurm ids,
/// timings, hashes of the input, ... as texts of any length. Stored as attributes of the group /provenance,
/// so that the datasets of two runs can be compared as they are. Names must be unique and not empty; the
/// order is not kept.
struct Provenance {
  std::vector<std::pair<std::string, std::string>> entries;

  void add(std::string name, std::string text) { entries.emplace_back(std::move(name), std::move(text)); }
  /// The text of that name, if there is one.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
};

/// Collective; every rank passes the same. Errors as CollectiveFile.
void write_provenance(CollectiveFile& file, const Provenance& provenance);

/// What `file` says, ordered by name; empty if it has no /provenance. Not collective. Errors as Hdf5Reader.
[[nodiscard]] Provenance read_provenance(const Hdf5Reader& file);

}  // namespace netseam::store
