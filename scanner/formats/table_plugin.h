/* What the plug-in for Parquet and Arrow IPC files offers: plain C, so that neither side sees the
   other's libraries. Arrow's bring a JSON parser and other symbols that clash with ours, so the
   plug-in is opened at run time, with its symbols kept to itself. */
#ifndef LICENSUS_TABLE_PLUGIN_H
#define LICENSUS_TABLE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LICENSUS_TABLE_VERSION 1

typedef struct {
  const char* data; /* NULL for a null value */
  size_t size;
} LicensusText;

/* A leaf of the schema in some rows: the values of row r are values[first[r]] up to values[first[r
   + 1]]; of a list there are any number. */
typedef struct {
  const char* path; /* dotted, without the levels that only make lists */
  int is_text;      /* strings and binaries; other values come written as text */
  const uint64_t* first;
  const LicensusText* values;
} LicensusColumn;

/* Returns 0 to end reading. All pointers live during the call. */
typedef int (*LicensusTake)(void* context, const LicensusColumn* columns, size_t count,
                            uint64_t rows);

/* Errors are texts that live until the thread's next call. A table is used by one thread. */
typedef struct {
  int version;
  /* NULL with *error set where the file cannot be read. */
  void* (*open)(const char* path, const char** error);
  void (*close)(void* table);
  uint64_t (*groups)(void* table); /* row groups or record batches */
  uint64_t (*group_bytes)(void* table, uint64_t group);
  size_t (*leaves)(void* table);
  const char* (*leaf)(void* table, size_t index, int* is_text);
  /* Reads some leaves of one group, some MiB at a time. NULL, or what was wrong. */
  const char* (*read)(void* table, uint64_t group, const size_t* leaves, size_t count,
                      LicensusTake take, void* context);
} LicensusTableApi;

/* The one symbol of the plug-in. */
const LicensusTableApi* licensus_table_api(void);

#ifdef __cplusplus
}
#endif
#endif
