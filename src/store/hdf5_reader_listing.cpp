#include "hdf5_dataset.hpp"

#include <set>

namespace netseam::store {
namespace {

// deeper nesting is a hostile file; h5py users rarely pass four
constexpr int deepest_group = 32;

herr_t collect_hard_link(hid_t, const char* name, const H5L_info_t* link, void* data) {
  if (link->type != H5L_TYPE_HARD) return 0;
  try {
    static_cast<std::vector<std::string>*>(data)->emplace_back(name);
  } catch (...) {
    return -1;  // exceptions must not pass through a C library
  }
  return 0;
}

struct Members {
  std::vector<std::string> names;
  bool ordered = false;  // in the order of creation; also of a single one
};

Members members(Hdf5Id group) {
  const Hdf5Handle creation(H5Gget_create_plist(group), H5Pclose, "cannot read a group");
  unsigned order = 0;
  checked(H5Pget_link_creation_order(creation.get(), &order), "cannot read a group");
  const H5_index_t index = (order & H5P_CRT_ORDER_INDEXED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  Members found;
  checked(H5Literate(group, index, H5_ITER_INC, nullptr, collect_hard_link, &found.names),
          "cannot list a group");
  found.ordered = index == H5_INDEX_CRT_ORDER || found.names.size() < 2;
  return found;
}

/// A group that is listed.
struct ListedGroup {
  Hdf5Id group;
  std::string prefix;  // of the names in it
  int depth;
  bool ordered;  // what leads to it recorded the order of creation
};

void list(Hdf5Id file, const ListedGroup& at, std::set<haddr_t>& seen, std::vector<DatasetInfo>& found) {
  if (at.depth > deepest_group) throw Hdf5Error("groups nested deeper than " + std::to_string(deepest_group));
  const Members inside = members(at.group);
  const bool ordered = at.ordered && inside.ordered;
  for (const std::string& member : inside.names) {
    const std::string name = at.prefix + member;
    const Hdf5Handle object(H5Oopen(at.group, member.c_str(), H5P_DEFAULT), H5Oclose, "cannot open " + name);
    H5O_info_t about{};
    checked(H5Oget_info(object.get(), &about), "cannot read " + name);
    if (about.type == H5O_TYPE_DATASET) {
      found.push_back(open_dataset(file, name).info);
      found.back().ordered = ordered;
    }
    // a group may be reached by several links, even by one from inside itself
    if (about.type == H5O_TYPE_GROUP && seen.insert(about.addr).second)
      list(file, {object.get(), name + "/", at.depth + 1, ordered}, seen, found);
  }
}

}  // namespace

std::vector<DatasetInfo> Hdf5Reader::datasets() const {
  return reading_texts(path_, "", [&] {
    std::vector<DatasetInfo> found;
    std::set<haddr_t> seen;
    const Hdf5Handle root(H5Gopen2(file_.get(), "/", H5P_DEFAULT), H5Gclose, "cannot open the root group");
    H5O_info_t about{};
    checked(H5Oget_info(root.get(), &about), "cannot read the root group");
    seen.insert(about.addr);
    list(file_.get(), {root.get(), "", 0, true}, seen, found);
    return found;
  });
}

bool Hdf5Reader::exists(const std::string& name) const {
  return reading_texts(path_, name, [&] {
    const Hdf5Handle access = closed_link_access();
    // HDF5 wants every link on the way to be there before it can be asked for the last
    for (std::size_t end = name.find_first_not_of('/'); end != std::string::npos;) {
      end = name.find('/', end);
      const std::string part = name.substr(0, end);
      if (checked(H5Lexists(file_.get(), part.c_str(), access.get()), "cannot look up " + part) == 0)
        return false;
      if (H5Oexists_by_name(file_.get(), part.c_str(), access.get()) <= 0) return false;
      end = name.find_first_not_of('/', end);
    }
    return true;
  });
}

}  // namespace netseam::store
