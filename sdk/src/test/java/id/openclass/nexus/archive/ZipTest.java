package id.openclass.nexus.archive;

class ZipTest extends ArchiveContract {
  @Override
  ArchiveFormat format() {
    return ArchiveFormat.ZIP;
  }
}
