package id.openclass.nexus.archive;

/// How to read a model out of an archive.
///
/// @param threads how many chunks are decoded at once, 1 or more
/// @param md5 whether to take the MD5 as well, which is slower than all the rest
/// @param everyDamage whether to go on after a damaged chunk, so as to list them all
public record UnpackOptions(int threads, boolean md5, boolean everyDamage) {}
