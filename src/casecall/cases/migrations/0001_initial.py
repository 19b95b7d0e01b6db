import casecall.cases.rules
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('calls', '0001_initial'),
        ('files', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('state', models.CharField(choices=casecall.cases.rules.state_choices, max_length=12)),
                ('state_since', models.DateTimeField()),
                ('came_at', models.DateTimeField(db_index=True)),
                ('door', models.CharField(max_length=12)),
                ('came_as', models.CharField(blank=True, max_length=255)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('unit', models.CharField(blank=True, max_length=200)),
                ('unit_kind', models.CharField(blank=True, max_length=40)),
                ('province', models.CharField(blank=True, max_length=20)),
                ('placed_by_hand', models.BooleanField(default=False)),
                ('theme', models.CharField(blank=True, max_length=60)),
                ('words', models.PositiveIntegerField(blank=True, null=True)),
                ('seals', models.PositiveIntegerField(blank=True, null=True)),
                ('photos', models.PositiveIntegerField(blank=True, null=True)),
                ('rank', models.PositiveIntegerField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('findings', models.TextField(blank=True)),
                ('times_asked', models.PositiveIntegerField(default=0)),
                ('labels', models.CharField(blank=True, max_length=100)),
                ('note', models.TextField(blank=True)),
                ('waits_for_clerk', models.BooleanField(default=False)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='calls.call')),
            ],
        ),
        migrations.CreateModel(
            name='HistoryLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('what', models.CharField(max_length=60)),
                ('left', models.CharField(blank=True, max_length=12)),
                ('to', models.CharField(blank=True, max_length=12)),
                ('why', models.TextField(blank=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='cases.case')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('door', models.CharField(max_length=12)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('typed', models.JSONField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='RevisionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255)),
                ('order', models.PositiveIntegerField(default=0)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='cases.revision')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['call', 'state', '-id'], name='case_call_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['call', 'state', 'theme', 'title', 'unit', 'number'], name='case_words'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('call', 'number'), name='case_number_once'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('case', 'n'), name='revision_once'),
        ),
    ]
