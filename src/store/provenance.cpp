#include "netseam/store/provenance.hpp"

#include <algorithm>

namespace netseam::store {

std::optional<std::string> Provenance::find(std::string_view name) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == name; });
  return found == entries.end() ? std::nullopt : std::optional(found->second);
}

void write_provenance(CollectiveFile& file, const Provenance& provenance) {
  file.write_attributes("provenance", {provenance.entries.begin(), provenance.entries.end()});
}

Provenance read_provenance(const Hdf5Reader& file) {
  if (!file.exists("provenance")) return {};
  return {file.text_attributes("provenance")};
}

}  // namespace netseam::store
