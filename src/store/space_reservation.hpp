#pragma once
#include "netseam/parallel/communicator.hpp"

#include <cstdint>
#include <filesystem>

namespace netseam::store {

/// Collective. Makes sure that the file `path`, made if there is none, can grow to `bytes`: a full disk, a
/// quota or a limit on file sizes then is core::ConfigError on all ranks before MPI-IO writes. That has to
/// come first, since Open MPI reports a failed collective write to no one and its ranks then wait for each
/// other. Where a file system cannot reserve space, zeros are written. The file's size may become `bytes` and
/// a little more.
void reserve_space(const parallel::Communicator& communicator, const std::filesystem::path& path,
                   std::uint64_t bytes);

/// What HDF5 or MPI-IO still writes to the file `path`, which this process has open, goes to memory and is
/// lost: for a file that is given up, which they cannot close where its disk takes no more. Rank-local.
void divert_writes(const std::filesystem::path& path) noexcept;

}  // namespace netseam::store
